"""A score whose alert is still owed is unfinished: reconcile has Scoring publish it."""

from datetime import timedelta

from fraudctl.recovery import reconcile_scores
from fraudctl.recovery.diagnosis import STILL_OWED, UNKNOWN
from tests.fraudctl.recovery.stack_in_memory import RETENTION, SCORES, StackInMemory, reconcile_only

MINUTE = timedelta(minutes=1)


def owe_alert(stack: StackInMemory, identity: str) -> None:
    """Write a score of which Scoring ended before its alert was out."""
    row = {"transaction_id": {"S": identity}, "fraud_score": {"N": "0.9"}, "pending": {"SS": ["alert"]}}
    stack.made["dynamodb"].put_item(TableName=SCORES, Item=row)


def test_a_score_with_an_owed_alert_is_unfinished_and_goes_to_scoring_again(stack: StackInMemory) -> None:
    for identity in ("t-owed", "t-done", "t-none"):
        stack.store(identity, 10 * MINUTE)
    stack.score("t-done")
    owe_alert(stack, "t-owed")

    planned = reconcile_scores(stack, dry_run=True)
    assert planned.reasons == {STILL_OWED: 1, UNKNOWN: 1}
    assert (planned.as_json()["unscored"], planned.as_json()["owed"], planned.complete) == (2, 1, False)

    reconcile_only(stack)
    assert stack.handed_over == ["t-none", "t-owed"]
    assert reconcile_only(stack).complete


def test_owed_alerts_of_transactions_outside_the_period_are_left_out(stack: StackInMemory) -> None:
    for identity, age in (("new", timedelta(seconds=20)), ("old", RETENTION)):
        stack.store(identity, age)
        owe_alert(stack, identity)

    assert reconcile_only(stack).complete
    assert stack.handed_over == []
