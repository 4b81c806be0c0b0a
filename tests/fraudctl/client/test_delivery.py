"""The fate of each line follows from what the API said, in single requests and in batches."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import urllib3

from fraudctl.client.delivery import deliver
from fraudctl.client.line_results import Fate, Outcome
from fraudctl.client.posting import Answer
from handlers.contract.request import RULES

GOOD = b'{"transaction_id":"a","amount":1.10,"timestamp":1,"label":"burst"}'


class Api:
    """Answers as told, and remembers what was posted where."""

    def __init__(self, status: int = 200, body: dict[str, Any] | None = None) -> None:
        self._answer = Answer(status=status, body=body or {"transaction_id": "a"}, seconds=0.5, received=7.0)
        self.posted: list[tuple[str, Any]] = []

    def post(self, body: bytes, path: str = "") -> Answer:
        self.posted.append((path, json.loads(body)))
        return self._answer


class Unreachable(Api):
    def post(self, body: bytes, path: str = "") -> Answer:
        raise urllib3.exceptions.ProtocolError(f"{len(body)} bytes to {path}")


def fates(api: Any, *lines: bytes, batch: bool = False) -> list[Fate]:
    return deliver(list(enumerate(lines, 1)), api, batch=batch)[0]


def test_the_label_is_kept_and_never_posted() -> None:
    api = Api()

    (fate,) = fates(api, GOOD)

    assert api.posted == [("", {"transaction_id": "a", "amount": 1.10, "timestamp": 1})]
    assert (fate.outcome, fate.label, fate.accepted_at) == (Outcome.ACCEPTED, "burst", 7.0)


def test_an_amount_is_posted_to_the_last_digit() -> None:
    posted: list[bytes] = []

    class Raw(Api):
        def post(self, body: bytes, path: str = "") -> Answer:
            posted.append(body)
            return super().post(body, path)

    fates(Raw(), b'{"transaction_id":"a","amount":12345678901234567890123456789.123456789}')

    assert posted == [b'{"transaction_id":"a","amount":12345678901234567890123456789.123456789}']


def test_a_line_that_breaks_the_contract_is_refused_in_the_apis_words_without_a_request() -> None:
    api = Api()

    (fate,) = fates(api, b'{"transaction_id":"a","amount":-1}')

    assert fate == Fate(
        number=1,
        outcome=Outcome.REFUSED,
        reason=f"amount: must be {RULES['amount']}",
        transaction_id="a",
    )
    assert api.posted == []


def test_a_line_in_another_encoding_is_told_how_to_be_converted() -> None:
    (fate,) = fates(Api(), '{"transaction_id":"a","merchant":"Bäcker"}'.encode("latin-1"))

    assert fate.outcome is Outcome.REFUSED
    assert fate.reason.startswith("body: must be in UTF-8; iconv ")


@pytest.mark.parametrize(
    ("status", "body", "outcome", "reason"),
    [
        (200, {"transaction_id": "a", "duplicate": True}, Outcome.DUPLICATE, ""),
        (409, {"error": "transaction_id: is known"}, Outcome.REFUSED, "transaction_id: is known"),
        (403, {}, Outcome.REFUSED, "HTTP 403"),
        (429, {"error": "Too Many Requests"}, Outcome.FAILED, "Too Many Requests"),
        (500, {"error": "Internal server error"}, Outcome.FAILED, "Internal server error"),
    ],
)
def test_what_may_be_tried_again_failed_and_what_may_not_was_refused(
    status: int, body: dict[str, Any], outcome: Outcome, reason: str
) -> None:
    (fate,) = fates(Api(status, body or {"other": 1}), GOOD)

    assert (fate.outcome, fate.reason) == (outcome, reason)


def test_an_unreachable_api_fails_every_line_of_the_request_and_says_why() -> None:
    found = fates(Unreachable(), GOOD, GOOD, batch=True)

    assert [fate.outcome for fate in found] == [Outcome.FAILED] * 2
    assert {fate.reason for fate in found} == {"the API could not be reached: the connection broke off"}


@pytest.mark.parametrize(
    ("body", "batch"),
    [
        ({"error": "the answer was not JSON"}, False),
        ({"login": "/portal"}, False),
        ({"login": "/portal"}, True),
        ({"results": []}, True),
        ({"results": [{"status": "stored"}]}, True),
        ({"results": [{"status": "stored"}, {"status": "made up"}]}, True),
        ({"results": "stored"}, True),
    ],
)
def test_an_answer_of_somebody_else_accepts_nothing(body: dict[str, Any], *, batch: bool) -> None:
    found = fates(Api(200, body), *[GOOD] * (1 + batch), batch=batch)

    assert {fate.outcome for fate in found} == {Outcome.FAILED}
    assert all(fate.reason for fate in found)


def test_what_is_told_of_a_line_names_its_transaction_its_time_and_its_money() -> None:
    stored = {"transaction_id": "a", "timestamp": 1767603600000}
    (accepted,) = fates(Api(body=stored), b'{"transaction_id":"a","amount":1.10,"currency":"EUR","label":"burst"}')
    (refused,) = fates(Api(), b'{"transaction_id":"b","amount":-1}')

    assert accepted.as_json() == {
        "line": 1,
        "transaction_id": "a",
        "outcome": "accepted",
        "timestamp": 1767603600000,
        "occurred_at": datetime(2026, 1, 5, 9, tzinfo=UTC),
        "amount": Decimal("1.10"),
        "currency": "EUR",
        "answered_at": datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC),
    }
    assert refused.as_json().items() >= {"transaction_id": "b", "outcome": "refused"}.items()


def test_a_batch_gives_each_line_its_own_fate() -> None:
    results = [
        {"status": "stored", "transaction_id": "a", "timestamp": 1},
        {"status": "conflict", "transaction_id": "b", "error": "known"},
        {"status": "unavailable", "transaction_id": "c", "error": "try again"},
    ]
    api = Api(body={"results": results})
    lines = [b'{"transaction_id":"%s","timestamp":1}' % each for each in (b"a", b"b", b"c")]

    found = fates(api, lines[0], b"nonsense", *lines[1:], batch=True)

    assert {fate.number: fate.outcome for fate in found} == {
        1: Outcome.ACCEPTED,
        2: Outcome.REFUSED,
        3: Outcome.REFUSED,
        4: Outcome.FAILED,
    }
    ((path, body),) = api.posted
    assert path == "/batch"
    assert [each["transaction_id"] for each in body["transactions"]] == ["a", "b", "c"]
