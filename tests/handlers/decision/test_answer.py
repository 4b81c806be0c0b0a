"""An answer tells what was told first: from a score's row too, whatever later versions write beside that."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.answer import answer_in, answer_of
from handlers.decision.degraded import degraded
from handlers.decision.score_row import owed, score_row
from handlers.decision.stored_decision import stored_decision
from tests.handlers.strategies import decide, strategy_of

PAID = Transaction(transaction_id="tx-1", timestamp=7, amount=Decimal(12), merchant="Shop")


def test_a_strategy_of_which_a_later_version_wrote_more_is_told_by_name_and_digest() -> None:
    strategy = {"name": "default", "digest": "d1", "owner": "risk"}
    row = {"transaction_id": "tx-1", "fraud_score": Decimal("0.5"), "outcome": "approve", "strategy": strategy}

    told = answer_in(row, 7).strategy

    assert told is not None
    assert (told.name, told.digest) == ("default", "d1")


@pytest.mark.parametrize("override", [None, "approve", "review"])
@pytest.mark.parametrize("outcome", ["approve", "review", "decline"])
def test_what_an_override_answers_is_told_first_and_in_repeats_and_changes_no_alert(
    outcome: str, override: Any
) -> None:
    decision = decide(PAID, strategy_of({"when": "amount > 1", "outcome": outcome}))
    stored = stored_decision(msgspec.structs.replace(decision, override=override), 7)
    row = from_attributes(to_attributes(score_row(stored, datetime(2026, 11, 22, tzinfo=UTC), timedelta(days=30))))

    assert answer_of(stored).outcome == answer_in(row, 7).outcome == (override or outcome)
    assert row["outcome"] == outcome
    assert ("alert:7" in owed(stored).get("pending", ())) is (outcome != "approve")


def test_what_scoring_could_not_read_is_told_to_whoever_asks_later() -> None:
    decision = degraded(decide(PAID, strategy_of({"when": "amount > 1", "outcome": "review"})), ["strategy"])
    row = score_row(stored_decision(decision, 7), datetime(2026, 11, 22, tzinfo=UTC), timedelta(days=30))

    assert list(answer_in(from_attributes(to_attributes(row)), 7).degraded) == ["strategy"]


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, "approve"),
        ({"alerted_at": "2026-11-22T12:00:00.000+00:00"}, "review"),
        ({"pending": frozenset({"alert:7"})}, "review"),
        ({"alerted_at": "2026-11-22T12:00:00.000+00:00", "outcome": "decline"}, "decline"),
        ({"outcome": "decline", "override": "review"}, "review"),
    ],
)
def test_a_row_of_the_first_version_without_an_outcome_was_for_review_if_somebody_was_told(
    more: dict[str, Any], outcome: str
) -> None:
    assert answer_in({"transaction_id": "tx-1", "fraud_score": Decimal("0.9"), **more}, 7).outcome == outcome
