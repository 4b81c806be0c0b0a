"""A score whose alert is still owed is unfinished: reconcile has Scoring publish it."""

from datetime import timedelta
from typing import Any

from fraudctl.recovery import ReconcileResult
from fraudctl.recovery import reconcile as reconcile_and_explain
from fraudctl.recovery.diagnosis import ALERT_OWED, UNKNOWN
from tests.fraudctl.recovery.stack_in_memory import RETENTION, SCORES, StackInMemory

MINUTE = timedelta(minutes=1)


def reconcile(stack: StackInMemory, **options: Any) -> ReconcileResult:
    return reconcile_and_explain(stack, explain=False, **options)


def owe(stack: StackInMemory, identity: str) -> None:
    """Its score is written, and Scoring ended before its alert was out."""
    row = {"transaction_id": {"S": identity}, "fraud_score": {"N": "0.9"}, "pending": {"SS": ["alert"]}}
    stack.made["dynamodb"].put_item(TableName=SCORES, Item=row)


def test_what_scoring_owes_is_not_settled_and_goes_to_scoring_again(stack: StackInMemory) -> None:
    for identity in ("t-owed", "t-done", "t-none"):
        stack.store(identity, 10 * MINUTE)
    stack.score("t-done")
    owe(stack, "t-owed")

    planned = reconcile_and_explain(stack, dry_run=True)
    assert planned.reasons == {ALERT_OWED: 1, UNKNOWN: 1}
    assert (planned.as_json()["unscored"], planned.as_json()["owed"], planned.complete) == (2, 1, False)

    reconcile(stack)
    assert stack.handed_over == ["t-none", "t-owed"]
    assert reconcile(stack).complete


def test_what_is_owed_for_what_is_on_its_way_or_too_old_is_left_alone(stack: StackInMemory) -> None:
    for identity, age in (("new", timedelta(seconds=20)), ("old", RETENTION)):
        stack.store(identity, age)
        owe(stack, identity)

    assert reconcile(stack).complete
    assert stack.handed_over == []
