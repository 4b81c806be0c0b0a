"""The reviews table, as Scoring uses it: it opens reviews, and leaves those that there are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.decision.alert import Alert
from handlers.decision.review_item import UnreadableReview, from_item, opened, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ReviewOpener:
    """Opens reviews, each of which is to be decided within so many hours."""

    def __init__(self, client: "DynamoDBClient", name: str, *, hours: int) -> None:
        self._client = client
        self._name = name
        self._hours = hours

    def open(self, alert: Alert, now: int) -> int | None:
        """Open the review of a score unless its id has one; return when it is due, None once it is decided.

        Raises:
            ClientError, BotoCoreError: the table did not take it.
        """
        review = opened(alert, now, self._hours)
        try:
            self._client.put_item(
                TableName=self._name,
                Item=to_attributes(to_item(review)),
                ConditionExpression="attribute_not_exists(transaction_id)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            response: Mapping[str, Any] = error.response  # the stubs know no Item in it
            return _due_in(from_attributes(response.get("Item", {})))
        return review.due


def _due_in(item: Mapping[str, Any]) -> int | None:
    try:
        review = from_item(item)
    except UnreadableReview:
        return None
    return review.due if review.waits else None
