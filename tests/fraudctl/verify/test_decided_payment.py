"""The payment that `fraudctl verify` sends alerts nobody, and says how far it came."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from fraudctl.client.connection import ApiResponse
from fraudctl.verify.check import CheckResult, StackCheck, ok
from fraudctl.verify.decided_payment import DecidedPayment, payment_of_nobody

NOW = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)
APPROVED = {"outcome": "approve", "score": Decimal(0)}
SCORED = {"decision": {"outcome": "approve", "score": Decimal(0), "scored_at": "2026-11-27T12:00:01+00:00"}}


class ScriptedApi:
    """An API that answers as a test says, and notes what it is asked."""

    def __init__(
        self,
        *,
        decided: tuple[int, dict[str, Any]] = (200, APPROVED),
        dry: tuple[int, dict[str, Any]] = (200, APPROVED),
        stored: tuple[int, dict[str, Any]] = (200, {"duplicate": True}),
        read: Sequence[tuple[int, dict[str, Any]]] = ((200, SCORED),),
    ) -> None:
        self._decided, self._dry, self._stored = decided, dry, stored
        self._read: Iterator[tuple[int, dict[str, Any]]] = iter(read)
        self.asked: list[str] = []

    def decide(self, body: bytes, query: str) -> ApiResponse:
        self.asked.append(f"decide{query} {json.loads(body)['transaction_id']}")
        return _answer(*(self._dry if query else self._decided))

    def store(self, body: bytes) -> ApiResponse:
        self.asked.append(f"store {json.loads(body)['transaction_id']}")
        return _answer(*self._stored)

    def read(self, transaction_id: str) -> ApiResponse:
        self.asked.append(f"read {transaction_id}")
        return _answer(*next(self._read))


def _answer(status: int, body: dict[str, Any]) -> ApiResponse:
    return ApiResponse(status=status, body=body, seconds=0.02, received=0)


def run(api: ScriptedApi, *, seconds: float = 60) -> tuple[list[StackCheck], list[dict[str, Any]]]:
    """Return the checks, and the payments that were removed."""
    removed: list[dict[str, Any]] = []

    def remove(payment: dict[str, Any]) -> CheckResult:
        removed.append(payment)
        return ok("removed")

    payment = {**payment_of_nobody(NOW), "transaction_id": "verify-1"}
    trial = DecidedPayment(
        api=api,
        threshold=Decimal("0.8"),
        seconds=seconds,
        remove=remove,
        payment=payment,
        wait=lambda _: None,
    )
    return list(trial.checks()), removed


def test_it_belongs_to_nobody_but_itself_and_says_so_by_its_id() -> None:
    one, other = payment_of_nobody(NOW), payment_of_nobody(NOW)

    assert one["transaction_id"].startswith("verify-")
    assert one["customer_id"] == one["merchant"] == one["transaction_id"] != other["transaction_id"]
    assert one.keys() & {"terminal_id", "metadata", "currency"} == set()


def test_it_is_tried_dry_decided_repeated_read_and_removed() -> None:
    api = ScriptedApi(read=((200, {"decision": {"outcome": "approve"}}), (200, SCORED)))

    checks, removed = run(api)

    assert [each.state for each in checks] == ["ok"] * 5
    assert api.asked == [
        "decide?dry_run=true verify-1",
        "decide verify-1",
        "store verify-1",
        "read verify-1",
        "read verify-1",
    ]
    assert [each["transaction_id"] for each in removed] == ["verify-1"]


@pytest.mark.parametrize(
    "answered",
    [
        {"outcome": "review", "score": Decimal("0.9")},
        {"outcome": "decline", "score": Decimal(0)},
        {"outcome": "approve", "score": Decimal("0.81")},
    ],
)
def test_what_would_alert_somebody_is_not_sent_for_good(answered: dict[str, Any]) -> None:
    api = ScriptedApi(dry=(200, answered))

    (check,), removed = run(api)

    assert (check.state, len(api.asked), removed) == ("warning", 1, [])


def test_who_may_not_ask_hears_which_policy_allows_it() -> None:
    (check,), _ = run(ScriptedApi(dry=(403, {"message": "User is not authorized"})))

    assert (check.state, "decide_policy_arn" in check.advice) == ("failed", True)


def test_a_decision_without_something_that_could_not_be_read_fails() -> None:
    checks, removed = run(ScriptedApi(decided=(200, {**APPROVED, "degraded": ["profiles"]})))

    assert (checks[-1].state, removed) == ("failed", [])
    assert "profiles" in checks[-1].found


def test_one_that_is_stored_twice_fails() -> None:
    checks, _ = run(ScriptedApi(stored=(200, {"message": "stored"})))

    assert checks[-1].state == "failed"


def test_one_that_is_not_scored_in_time_stays_to_be_looked_at() -> None:
    checks, removed = run(ScriptedApi(read=((200, {}),)), seconds=0)

    assert (checks[-1].state, removed) == ("failed", [])
    assert "fraudctl trace verify-1" in checks[-1].advice
