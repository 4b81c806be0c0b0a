"""Rules read what people said of an entity: its lists, and the labels of its payments."""

import json
from types import SimpleNamespace

import pytest

from handlers.decision.profile.event import hashed
from handlers.decision.profile.facts import Facts, Label, Listing, encode
from tests.handlers.functions import FunctionLogs
from tests.handlers.known_payments import DAY, FIRST, FRAUDS_28D, LISTS, SCORED_AT, known, payment, put, stored
from tests.handlers.scoring_on_aws import ScoringOnAws, scored_transaction
from tests.handlers.strategies import strategy_of

FACTS = strategy_of({"when": '"blocked" in customer.lists or customer.frauds_28d > 1', "outcome": "decline"})


@pytest.fixture(autouse=True)
def _now(scoring: ScoringOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.module, "time", SimpleNamespace(time=lambda: SCORED_AT))


def test_lists_and_labels_are_known_from_when_they_were_received(scoring: ScoringOnAws) -> None:
    now = round(SCORED_AT * 1000)
    blocked = Listing(by="arn", at=FIRST, until=now + 1)
    labels = [Label(hashed(str(at)), FIRST - DAY, at, 100_000, "", declined=False, fraud=True) for at in (now, now + 1)]
    put(scoring, "facts#customer#C-1", **encode(Facts(labels=tuple(labels), lists={"blocked": blocked})))
    put(scoring, "facts#customer#C-2", **encode(Facts(lists={"blocked": Listing(by="arn", at=FIRST, until=now)})))
    scoring.decide_by(FACTS)

    scoring.score(payment(1), payment(2, customer="C-2"), payment(3, customer="C-3"), scored_transaction(9))

    assert [known(scoring, each) for each in (1, 2, 3)] == [
        {LISTS: ["blocked"], FRAUDS_28D: 1},
        {LISTS: [], FRAUDS_28D: 0},
        {LISTS: [], FRAUDS_28D: 0},
    ]
    assert [scoring.items[f"tx-00{each}"]["outcome"] for each in (1, 2, 3)] == ["decline", "approve", "approve"]
    basis = json.loads(scoring.items["tx-9"]["decision"])
    assert basis == {"as_of": now, "engine": 1, "absent": {"customer": [70, 80]}}
    assert not [key for key in stored(scoring) if key.startswith("profile#customer")], "rules read its facts alone"


def test_who_is_blocked_stays_blocked_when_the_labels_beside_the_list_cannot_be_read(
    scoring: ScoringOnAws, logs: FunctionLogs
) -> None:
    lists = encode(Facts(lists={"blocked": Listing(by="arn", at=FIRST)}))["lists"]
    put(scoring, "facts#customer#C-1", labels=b"\x02of a later release", lists=lists)
    scoring.decide_by(FACTS)
    logs.text()

    scoring.score(payment(1))

    warning, line = logs.lines()
    assert (scoring.items["tx-001"]["outcome"], known(scoring, 1)[LISTS]) == ("decline", ["blocked"])
    assert (warning["entity"], line["UnreadableProfiles"]) == ("facts#customer#C-1", 1)
    assert warning["reason"] == "the labels are damaged, or of a newer version"


def test_entities_of_which_only_facts_are_read_keep_no_profile_and_others_do(scoring: ScoringOnAws) -> None:
    scoring.decide_by(FACTS)

    scoring.score(payment(1, terminal_id="T-1"))

    assert set(stored(scoring)) == {"profile#terminal#T-1"}
