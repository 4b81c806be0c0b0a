"""Scoring's heartbeat: an item beside the profiles that says when they were last brought up to date.

Whoever decides by the profiles knows by it whether scoring has stopped: what was paid since is not in them.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from handlers.contract.transaction import milliseconds
from handlers.decision.entity.entities import HEARTBEAT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INTERVAL = timedelta(seconds=10)
"""From one heartbeat of an instance to its next, at least: a write unit each, whatever comes in between."""

KEPT = timedelta(days=1)
"""After the last one, so that a stack which nobody uses any more keeps nothing of it."""


class Heartbeat:
    """The heartbeat of one instance of the function."""

    def __init__(self, client: "DynamoDBClient", profiles: str) -> None:
        """Write it to the table of profiles."""
        self._client = client
        self._profiles = profiles
        self._last: datetime | None = None

    def beat(self, now: datetime) -> str | None:
        """Write the heartbeat if it is due; return the reason if the table did not take it.

        That fails no batch, and is not tried again before the next one is due: the batch's time would go into it.
        """
        if self._last and now - self._last < INTERVAL:
            return None
        self._last = now
        at, expiry = milliseconds(now), int((now + KEPT).timestamp())
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
