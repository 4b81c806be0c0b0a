"""Rows of earlier releases in the deployed table: they stand, and alert nobody again, whatever decides now."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from emulator.emulator import Emulator
from fraudctl.demo.inbox import Inbox
from fraudctl.recovery import Stage, reconcile_scores, redrive_queue
from fraudctl.stacks.local_stack import LocalStack
from handlers.aws.attributes import to_attributes
from tests.pipeline.other_strategy import invoke_scoring, scoring_by, strategy_file
from tests.pipeline.outages import accept, send_as_function, unscore
from tests.pipeline.stack_calls import scores
from tests.pipeline.unpolled_stack import deploy_unpolled

pytestmark = pytest.mark.usefixtures("no_long_poll")

NOW = 1_767_603_600_000
"""Epoch milliseconds."""

PAYMENT = {"timestamp": NOW, "amount": "12000", "merchant": "Corner Bakery"}
BARE: dict[str, Any] = {
    "fraud_score": Decimal("0.5"),
    "timestamp": NOW,
    "merchant": "Corner Bakery",
    "amount": Decimal(12000),
}
STAMPED = {**BARE, "scored_at": "2026-11-22T12:31:40.500000+00:00", "expiry": Decimal(4_000_000_000)}
REASONED = {**STAMPED, "reasons": [{"reason": "amount_above_10000", "weight": Decimal("0.5")}]}
ALERTED = {
    "alerted_at": "2026-11-22T12:31:41.500000+00:00",
    "alerted_above": Decimal("0.4"),
    "alerted_timestamps": frozenset({Decimal(NOW)}),
}
ROWS: dict[str, dict[str, Any]] = {
    "before-stamps": BARE,
    "before-reasons": STAMPED,
    "before-alerts-were-noted": REASONED,
    "before-outcomes": {**REASONED, **ALERTED},
}
"""Rows by the id of their transaction, which says what each lacks; of a payment that the default does not alert."""


@pytest.fixture(scope="module")
def stack(emulator: Emulator) -> LocalStack:
    """Return a stack whose stream is not polled: nobody invokes Scoring but these tests."""
    return deploy_unpolled(emulator, {"suffix": "earlier"})


@pytest.fixture(scope="module")
def inbox(stack: LocalStack) -> Inbox:
    return Inbox(stack.target, "earlier-alerts")


@pytest.fixture(scope="module")
def earlier(stack: LocalStack) -> dict[str, dict[str, Any]]:
    """Return rows that stand in the scores table, of transactions that stand in theirs."""
    client, table = stack.target.client("dynamodb"), stack.target.exports["fraud_scores_table_name"]
    for each, row in ROWS.items():
        client.put_item(TableName=table, Item=to_attributes({"transaction_id": each, **row}))
        accept(stack, each, **{**PAYMENT, "amount": 12000})
    return scores(stack, ROWS)


@pytest.fixture(params=["declines all", "alerts above 0.1"])
def other_rules(request: pytest.FixtureRequest, stack: LocalStack, tmp_path: Path) -> Iterator[None]:
    """Have Scoring decide otherwise than the rows were decided."""
    changed = {
        "declines all": {"STRATEGY_FILE": str(strategy_file(tmp_path, outcome="decline", weight=1))},
        "alerts above 0.1": {"ALERT_THRESHOLD": "0.1"},
    }[request.param]
    with scoring_by(stack, changed):
        yield


def payload(*more: str) -> list[dict[str, Any]]:
    """Return the transactions of all rows, and of more that have none, as Processing hands them over."""
    return [{"transaction_id": each, **PAYMENT} for each in (*ROWS, *more)]


@pytest.mark.usefixtures("other_rules")
def test_a_payload_that_comes_again_changes_no_row_and_alerts_for_what_is_new_alone(
    stack: LocalStack, inbox: Inbox, earlier: dict[str, dict[str, Any]]
) -> None:
    for scored in (1, 0):
        assert invoke_scoring(stack, payload("new")) == {"received": 5, "scored": scored, "alerts": scored}

    assert [each["transaction_id"] for each in inbox.take(1)] == ["new"]
    assert scores(stack, ROWS) == earlier
    unscore(stack, "new")


@pytest.mark.usefixtures("other_rules")
def test_a_payload_that_is_redriven_changes_no_row_and_alerts_nobody(
    stack: LocalStack, inbox: Inbox, earlier: dict[str, dict[str, Any]]
) -> None:
    send_as_function(stack, Stage.SCORING, {"transactions": payload()})

    result = redrive_queue(stack.target, Stage.SCORING)

    assert (result.duplicate, result.redriven, result.complete) == (1, 0, True), "nothing was left to do"
    assert scores(stack, ROWS) == earlier
    assert inbox.take(0) == []


@pytest.mark.usefixtures("other_rules")
def test_a_reconciliation_finds_nothing_that_lacks_a_score(
    stack: LocalStack, inbox: Inbox, earlier: dict[str, dict[str, Any]]
) -> None:
    result = reconcile_scores(stack.target, grace=timedelta(), explain=False)

    assert (result.looked_at, result.unscored, result.complete) == (len(ROWS), [], True)
    assert scores(stack, ROWS) == earlier
    assert inbox.take(0) == []
