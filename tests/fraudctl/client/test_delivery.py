"""The result of each line follows from the API's answer, in single requests and in batches."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import urllib3

from fraudctl.client.connection import ApiResponse
from fraudctl.client.delivery import deliver_lines
from fraudctl.client.line_results import LineOutcome, LineResult
from handlers.contract.request import RULES

GOOD = b'{"transaction_id":"a","amount":1.10,"timestamp":1,"label":"burst"}'


class ScriptedApi:
    """An API that gives one answer, and records what was posted where."""

    def __init__(self, status: int = 200, body: dict[str, Any] | None = None) -> None:
        self._answer = ApiResponse(status=status, body=body or {"transaction_id": "a"}, seconds=0.5, received=7.0)
        self.posted: list[tuple[str, Any]] = []

    def post(self, body: bytes, path: str = "") -> ApiResponse:
        self.posted.append((path, json.loads(body)))
        return self._answer


class UnreachableApi(ScriptedApi):
    def post(self, body: bytes, path: str = "") -> ApiResponse:
        raise urllib3.exceptions.ProtocolError(f"{len(body)} bytes to {path}")


def results_of(api: Any, *lines: bytes, batch: bool = False) -> list[LineResult]:
    return deliver_lines(list(enumerate(lines, 1)), api, batch=batch)[0]


def test_the_label_is_kept_and_never_posted() -> None:
    api = ScriptedApi()

    (result,) = results_of(api, GOOD)

    assert api.posted == [("", {"transaction_id": "a", "amount": 1.10, "timestamp": 1})]
    assert (result.outcome, result.label, result.accepted_at) == (LineOutcome.ACCEPTED, "burst", 7.0)


def test_an_amount_is_posted_to_the_last_digit() -> None:
    posted: list[bytes] = []

    class Raw(ScriptedApi):
        def post(self, body: bytes, path: str = "") -> ApiResponse:
            posted.append(body)
            return super().post(body, path)

    results_of(Raw(), b'{"transaction_id":"a","amount":12345678901234567890123456789.123456789}')

    assert posted == [b'{"transaction_id":"a","amount":12345678901234567890123456789.123456789}']


def test_a_line_that_breaks_the_contract_is_refused_in_the_apis_words_without_a_request() -> None:
    api = ScriptedApi()

    (result,) = results_of(api, b'{"transaction_id":"a","amount":-1}')

    assert result == LineResult(
        number=1,
        outcome=LineOutcome.REFUSED,
        reason=f"amount: must be {RULES['amount']}",
        transaction_id="a",
    )
    assert api.posted == []


def test_a_line_in_another_encoding_is_refused_with_a_command_that_converts_it() -> None:
    (result,) = results_of(ScriptedApi(), '{"transaction_id":"a","merchant":"Bäcker"}'.encode("latin-1"))

    assert result.outcome is LineOutcome.REFUSED
    assert result.reason.startswith("body: must be in UTF-8; iconv ")


@pytest.mark.parametrize(
    ("status", "body", "outcome", "reason"),
    [
        (200, {"transaction_id": "a", "duplicate": True}, LineOutcome.DUPLICATE, ""),
        (409, {"error": "transaction_id: is known"}, LineOutcome.REFUSED, "transaction_id: is known"),
        (403, {}, LineOutcome.REFUSED, "HTTP 403"),
        (429, {"error": "Too Many Requests"}, LineOutcome.FAILED, "Too Many Requests"),
        (500, {"error": "Internal server error"}, LineOutcome.FAILED, "Internal server error"),
    ],
)
def test_what_may_be_tried_again_failed_and_what_may_not_was_refused(
    status: int, body: dict[str, Any], outcome: LineOutcome, reason: str
) -> None:
    (result,) = results_of(ScriptedApi(status, body or {"other": 1}), GOOD)

    assert (result.outcome, result.reason) == (outcome, reason)


def test_an_unreachable_api_fails_every_line_of_the_request_and_says_why() -> None:
    found = results_of(UnreachableApi(), GOOD, GOOD, batch=True)

    assert [result.outcome for result in found] == [LineOutcome.FAILED] * 2
    assert {result.reason for result in found} == {"the API could not be reached: the connection broke off"}


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
    found = results_of(ScriptedApi(200, body), *[GOOD] * (1 + batch), batch=batch)

    assert {result.outcome for result in found} == {LineOutcome.FAILED}
    assert all(result.reason for result in found)


def test_a_result_as_json_names_the_transaction_its_time_and_its_amount() -> None:
    stored = {"transaction_id": "a", "timestamp": 1767603600000}
    (accepted,) = results_of(
        ScriptedApi(body=stored), b'{"transaction_id":"a","amount":1.10,"currency":"EUR","label":"burst"}'
    )
    (refused,) = results_of(ScriptedApi(), b'{"transaction_id":"b","amount":-1}')

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


def test_a_batch_gives_each_line_its_own_result() -> None:
    results = [
        {"status": "stored", "transaction_id": "a", "timestamp": 1},
        {"status": "conflict", "transaction_id": "b", "error": "known"},
        {"status": "unavailable", "transaction_id": "c", "error": "try again"},
    ]
    api = ScriptedApi(body={"results": results})
    lines = [b'{"transaction_id":"%s","timestamp":1}' % each for each in (b"a", b"b", b"c")]

    found = results_of(api, lines[0], b"nonsense", *lines[1:], batch=True)

    assert {result.number: result.outcome for result in found} == {
        1: LineOutcome.ACCEPTED,
        2: LineOutcome.REFUSED,
        3: LineOutcome.REFUSED,
        4: LineOutcome.FAILED,
    }
    ((path, body),) = api.posted
    assert path == "/batch"
    assert [each["transaction_id"] for each in body["transactions"]] == ["a", "b", "c"]
