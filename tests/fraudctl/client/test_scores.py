"""Only settled scores are counted, and an alert is due by the score or by the outcome."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fraudctl.client.scores import Score, count_scores, scored_among
from tests.fraudctl.client.score_rows import EARLIER, ROW
from tests.fraudctl.recovery.stack_in_memory import SCORES, stack_in_memory


def test_a_score_whose_alert_is_owed_is_not_counted_as_done() -> None:
    with stack_in_memory() as stack:
        stack.score("t-1", "t-2")
        stack.store("t-3", timedelta(minutes=1))
        owed = {"transaction_id": {"S": "t-3"}, "pending": {"SS": ["alert"]}}
        stack.made["dynamodb"].put_item(TableName=SCORES, Item=owed)

        assert count_scores(stack) == 2


def test_of_some_transactions_those_are_found_that_have_a_score() -> None:
    with stack_in_memory() as stack:
        stack.score("t-1", "t-2")

        assert scored_among(stack, {"t-1", "t-3"}) == {"t-1"}
        assert scored_among(stack, ()) == set()


@pytest.mark.parametrize(
    ("score", "outcome", "due"),
    [("0.81", "approve", True), ("0.8", "approve", False), ("0", "review", True), ("0", "decline", True)],
)
def test_an_alert_is_due_above_the_threshold_or_by_the_outcome(score: str, outcome: str, *, due: bool) -> None:
    row = {**ROW, "fraud_score": Decimal(score), "outcome": outcome}
    assert Score.of(row).alert_due(Decimal("0.8")) == due


@pytest.mark.parametrize(("score", "due"), [("0.81", True), ("0.8", False)])
def test_in_a_row_of_an_earlier_form_it_is_due_by_the_score_alone(score: str, *, due: bool) -> None:
    assert Score.of({**EARLIER, "fraud_score": Decimal(score)}).alert_due(Decimal("0.8")) == due
