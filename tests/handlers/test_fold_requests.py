"""Scoring folds past payments on request, and neither scores nor alerts them."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from handlers.contract.fold_request import (
    PastPayment,
    RebuildRequest,
    RebuiltPayment,
    encode_load,
    encode_rebuild,
    encoded_size,
)
from handlers.contract.transaction import Transaction
from handlers.decision.profile.codec import decode
from tests.handlers.functions import FakeLambdaContext
from tests.handlers.scoring_on_aws import ScoringOnAws, risky_transaction

FILE = "0123456789abcdef"
CUSTOMER, MERCHANT = "profile#customer#C-1", "profile#merchant#Crypto Kingdom"
FACTS = "facts#customer#C-1"


def line(number: int, **more: Any) -> PastPayment:
    transaction = {**risky_transaction(number), "customer_id": "C-1", "timestamp": 1_760_000_000_000 + number}
    return PastPayment(line=number, transaction=msgspec.convert(transaction, Transaction), **more)


def ask(scoring: ScoringOnAws, payload: bytes) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = scoring.module.handler(json.loads(payload), FakeLambdaContext())
    return answer


def items(scoring: ScoringOnAws) -> dict[str, dict[str, Any]]:
    found = scoring.aws.client("dynamodb").scan(TableName=scoring.profiles)["Items"]
    return {each["entity"]["S"]: each for each in found}


def test_a_load_folds_and_labels_and_decides_on_nothing(scoring: ScoringOnAws) -> None:
    entries = [line(1), line(2, label="fraud", declined=True), line(4)]

    answer = ask(scoring, encode_load(FILE, entries))

    found = items(scoring)
    assert answer == {
        "folded": [1, 2, 4],
        "skipped": 0,
        "without_entity": 0,
        "labels": [2],
        "given_up": {},
        "unreadable": {},
        "of_other_files": 0,
        "line": 4,
    }
    assert found.keys() == {CUSTOMER, MERCHANT, FACTS, "facts#merchant#Crypto Kingdom", f"load#{FILE}"}
    assert decode(found[CUSTOMER]["profile"]["B"]).count == 3
    assert "expiry" not in found[FACTS]
    assert scoring.items == {}
    assert scoring.alerts() == []


def test_a_load_that_is_repeated_changes_nothing_and_says_so(scoring: ScoringOnAws) -> None:
    entries = [line(number, label="fraud") for number in range(1, 41)]
    ask(scoring, encode_load(FILE, entries))
    before = items(scoring)

    answer = ask(scoring, encode_load(FILE, entries))

    assert items(scoring) == before
    assert (answer["folded"], answer["skipped"], answer["labels"], answer["line"]) == ([], 40, [], 40)


def test_a_request_without_entries_asks_how_far_a_file_is_loaded(scoring: ScoringOnAws) -> None:
    assert ask(scoring, encode_load(FILE, []))["line"] == 0
    ask(scoring, encode_load(FILE, [line(7)]))
    ask(scoring, encode_load(FILE, [line(3)]))
    assert ask(scoring, encode_load(FILE, []))["line"] == 7
    assert ask(scoring, encode_load(FILE[::-1], []))["line"] == 0


def test_a_second_file_is_folded_into_who_holds_another_and_not_if_it_is_loaded_again(scoring: ScoringOnAws) -> None:
    ask(scoring, encode_load(FILE, [line(1)]))
    second = FILE[::-1]

    again = ask(scoring, encode_load(second, [line(2)], again=True))
    assert (again["folded"], again["of_other_files"]) == ([], 2)
    first = ask(scoring, encode_load(second, [line(2)]))
    assert (first["folded"], first["of_other_files"]) == ([2], 2)
    assert decode(items(scoring)[CUSTOMER]["profile"]["B"]).count == 2


def test_a_part_that_somebody_lacks_is_not_noted_as_loaded(
    scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.aws.profile_folder.MAX_TRIES", 0)

    assert ask(scoring, encode_load(FILE, [line(1)]))["given_up"] == dict.fromkeys((CUSTOMER, MERCHANT), "lost 0 races")
    assert ask(scoring, encode_load(FILE, []))["line"] == 0


def rebuild(scoring: ScoringOnAws, version: int, *numbers: int) -> Mapping[str, Any]:
    entries = [RebuiltPayment(transaction=line(number).transaction) for number in numbers]
    return ask(scoring, encode_rebuild(RebuildRequest(kind="customer", id="C-1", version=version, entries=entries)))


def test_a_rebuilt_profile_replaces_the_version_that_was_read_and_no_other(scoring: ScoringOnAws) -> None:
    ask(scoring, encode_load(FILE, [line(number) for number in range(1, 6)]))

    assert rebuild(scoring, 0, 1, 2) == {"written": False, "folded": 2}
    assert decode(items(scoring)[CUSTOMER]["profile"]["B"]).count == 5
    assert rebuild(scoring, 1, 1, 2) == {"written": True, "folded": 2}
    made = items(scoring)[CUSTOMER]
    assert (decode(made["profile"]["B"]).count, made["version"]) == (2, {"N": "2"})


def test_a_profile_is_made_where_there_was_none_and_of_nothing_is_none(scoring: ScoringOnAws) -> None:
    assert rebuild(scoring, 0) == {"written": False, "folded": 0}
    assert items(scoring) == {}
    assert rebuild(scoring, 0, 3) == {"written": True, "folded": 1}


@pytest.mark.parametrize("event", [{"load": {"digest": "x", "entries": []}}, {"rebuild": {}}, {"load": 1}])
def test_a_broken_request_fails(scoring: ScoringOnAws, event: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        scoring.module.handler(event, FakeLambdaContext())


def test_a_part_takes_the_bytes_of_its_payments_and_of_what_is_around_them() -> None:
    entries = [line(1), line(2, label="fraud", declined=True), line(3)]
    around = len(encode_load(FILE, [])) - 1  # the first has no comma before it
    assert len(encode_load(FILE, entries)) == around + sum(map(encoded_size, entries))
