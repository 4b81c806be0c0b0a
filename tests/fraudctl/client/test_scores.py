"""Only settled scores are counted, not those whose alert is still pending."""

from datetime import timedelta

from fraudctl.client.scores import count_scores
from tests.fraudctl.recovery.stack_in_memory import SCORES, stack_in_memory


def test_a_score_whose_alert_is_owed_is_not_counted_as_done() -> None:
    with stack_in_memory() as stack:
        stack.score("t-1", "t-2")
        stack.store("t-3", timedelta(minutes=1))
        owed = {"transaction_id": {"S": "t-3"}, "pending": {"SS": ["alert"]}}
        stack.made["dynamodb"].put_item(TableName=SCORES, Item=owed)

        assert count_scores(stack) == 2
