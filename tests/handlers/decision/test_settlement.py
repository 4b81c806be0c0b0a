"""A row says all that is still due for a transaction, and nothing of another; that follows from its outcomes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decision
from handlers.decision.score_row import owed, score_row
from handlers.decision.settlement import DUTIES, SettlementStep, next_step, pending_duties, pending_members
from handlers.decision.stored_decision import stored_decision
from handlers.decision.unsettled import duties_of, unsettled_in, unsettled_of
from tests.handlers.strategies import decide, strategy_of

TRANSACTION = Transaction(transaction_id="tx-1", timestamp=7, amount=Decimal(5), merchant="Bakery")
ROW: Mapping[str, Any] = {
    "transaction_id": "tx-1",
    "timestamp": Decimal(7),
    "amount": Decimal(5),
    "merchant": "Bakery",
    "fraud_score": Decimal("0.1"),
}
OUTCOMES = st.sampled_from(["approve", "review", "decline"])
DUE = st.frozensets(st.sampled_from(DUTIES))


def decided(outcome: str, override: str | None, weight: str = "0") -> Decision:
    """Return a decision whose answer is another than the strategy's outcome where there is an override."""
    made = decide(TRANSACTION, strategy_of({"when": "amount > 0", "outcome": outcome, "weight": Decimal(weight)}))
    return msgspec.structs.replace(made, override=override)


@given(DUE, DUE)
def test_a_row_tells_what_is_due_for_each_of_two_that_raced(due: frozenset[Any], others: frozenset[Any]) -> None:
    row = {**ROW, "pending": pending_members(7, due) | pending_members(77, others)}
    other = msgspec.structs.replace(TRANSACTION, timestamp=77)

    assert (pending_duties(row, TRANSACTION), pending_duties(row, other)) == (due, others)
    assert next_step(row, TRANSACTION) is (SettlementStep.FINISH if due else SettlementStep.NOTHING)
    assert next_step(row, other) is SettlementStep.ALERT_ALONE
    alerted = {**row, "alerted_timestamps": frozenset({Decimal(77)})}
    assert next_step(alerted, other) is (SettlementStep.ALERT_ALONE if others else SettlementStep.NOTHING)


@given(st.sets(st.text(max_size=12)))
def test_members_of_another_release_are_nothing_that_is_done_for_them(members: set[str]) -> None:
    known = pending_members(7, DUTIES)
    assert pending_duties({**ROW, "pending": frozenset(members - known)}, TRANSACTION) == frozenset()


def test_a_row_of_the_release_before_owes_its_alert_alone() -> None:
    row = {**ROW, "pending": frozenset({"alert:7"})}
    assert pending_duties(row, TRANSACTION) == {"alert"}
    assert unsettled_in(row, pending_duties(row, TRANSACTION), 99).made_at == 99


@pytest.mark.parametrize(
    ("outcome", "override", "due"),
    [
        ("approve", None, set()),
        ("review", None, {"alert", "review", "event"}),
        ("decline", None, {"alert", "event"}),
        ("approve", "review", {"review", "event"}),
        ("review", "approve", {"alert", "review", "event"}),
        ("decline", "approve", {"alert", "event"}),
        ("decline", "review", {"alert", "review", "event"}),
    ],
)
def test_what_is_due_follows_from_the_outcome_and_the_answer(outcome: str, override: str | None, due: set[str]) -> None:
    made = decided(outcome, override)
    assert duties_of(made) == duties_of(stored_decision(made, 3)) == due
    assert owed(made).get("pending", frozenset()) == {f"{each}:7" for each in due}
    assert ("alerted_above" in owed(made)) == ("alert" in due)


def test_a_score_above_the_threshold_that_is_approved_is_alerted_and_nothing_else() -> None:
    assert duties_of(decided("approve", None, "0.9")) == {"alert"}


@given(OUTCOMES, st.sampled_from([None, "approve", "review"]), DUE)
def test_a_row_and_its_decision_tell_the_same(outcome: str, override: str | None, due: frozenset[Any]) -> None:
    stored = stored_decision(decided(outcome, override), 1_795_350_699_000)
    row = score_row(stored, datetime(2026, 11, 22, tzinfo=UTC), timedelta(days=30))
    made, found = unsettled_of(stored, due, 99), unsettled_in(from_attributes(to_attributes(row)), due, 99)

    assert (found.made_at, found.due, found.needs_review) == (made.made_at, made.due, made.needs_review)
    assert (found.alert.told, found.alert.outcome) == (override or outcome, outcome)
