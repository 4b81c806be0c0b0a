"""Scoring's heartbeat: an item beside the profiles that says how far they have come, by the newest time of receipt.

Whoever decides by the profiles knows by it whether scoring has stopped, or is still catching up: what was received
since is not in them.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.decision.entity.entities import HEARTBEAT
from handlers.decision.stream_lag import BETWEEN_BEATS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT = timedelta(days=1)
"""After the last one, so that a stack which nobody uses any more keeps nothing of it."""


class Heartbeat:
    """The heartbeat of one instance of the function."""

    def __init__(self, client: "DynamoDBClient", profiles: str) -> None:
        """Write it to the table of profiles."""
        self._client = client
        self._profiles = profiles
        self._last: int | None = None

    def beat(self, at: int, now: datetime) -> str | None:
        """Write the heartbeat of a receipt (epoch ms) if it is due; return the reason if the table did not take it.

        It is due by receipts, not by the clock: what is settled within seconds of the last one may have been received
        minutes later, and perhaps nothing comes after it. A failure fails no batch, and is not tried again before the
        next one is due: the batch's time would go into it.
        """
        if self._last is not None and at - self._last < BETWEEN_BEATS:
            return None
        self._last, expiry = at, int((now + KEPT).timestamp())
        try:
            self._client.put_item(
                TableName=self._profiles,
                Item={"entity": {"S": HEARTBEAT}, "at": {"N": str(at)}, "expiry": {"N": str(expiry)}},
                ConditionExpression="attribute_not_exists(#at) OR #at < :at",  # another instance may be ahead
                ExpressionAttributeNames={"#at": "at"},
                ExpressionAttributeValues={":at": {"N": str(at)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return None
        except (ClientError, BotoCoreError) as error:
            return type(error).__name__
        return None
