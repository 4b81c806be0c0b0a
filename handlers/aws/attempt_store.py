"""Attempts in the decisions table: for each entity and bucket of event time a set of hashes of ids.

A set counts what it holds once, however often a request is repeated, and it stops at `MOST_ATTEMPTS`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.decision.attempts import bucket_of
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import MOST_ATTEMPTS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_SECONDS = 2 * 60 * 60
"""After the last write of a bucket: longer than the two buckets that are read, whatever a client's clock says."""

MOST_FULL = 1000
"""Keys of full buckets that an instance remembers."""


class Bucket(NamedTuple):
    """The hashes of a bucket that could be read; `full` if it holds as many as are counted."""

    ids: frozenset[bytes]
    full: bool = False


class AttemptStore:
    """Adds attempts and reads those that were there."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name
        self._full: dict[str, None] = {}

    def add(self, entity: EntityKey, timestamp: int, identity: bytes, now: int) -> Bucket:
        """Add an id to the bucket of an event time, and return the bucket with it.

        A bucket that this instance saw full is not written again: one card under attack must not use up a partition.

        Raises:
            ClientError, BotoCoreError: the table did not take it in time.
        """
        key = _key(entity, bucket_of(timestamp))
        if key in self._full:
            return Bucket(frozenset({identity}), full=True)
        try:
            answer = self._client.update_item(
                TableName=self._name,
                Key={"key": {"S": key}},
                UpdateExpression="SET expiry = :expiry ADD ids :ids",
                ConditionExpression="attribute_not_exists(ids) OR size(ids) < :most",
                ExpressionAttributeValues={
                    ":ids": {"BS": [identity]},
                    ":expiry": {"N": str(now // 1000 + KEPT_SECONDS)},
                    ":most": {"N": str(MOST_ATTEMPTS)},
                },
                ReturnValues="ALL_NEW",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            if len(self._full) >= MOST_FULL:
                self._full.clear()
            self._full[key] = None
            return Bucket(frozenset({identity}), full=True)
        return Bucket(_ids(answer["Attributes"]))

    def read(self, entities: Sequence[EntityKey], timestamps: Sequence[int]) -> Mapping[EntityKey, Bucket]:
        """Return the hashes of each entity in the buckets of these event times; an entity that was not read is absent.

        The read is consistent: of two requests on either side of a bucket's end, the later one sees the earlier.

        Raises:
            ClientError, BotoCoreError: the table did not answer in time.
        """
        keys = {_key(each, bucket_of(at)): each for each in entities for at in timestamps}
        wanted: list[Any] = [{"key": {"S": key}} for key in keys]
        answer = self._client.batch_get_item(RequestItems={self._name: {"Keys": wanted, "ConsistentRead": True}})
        found = {item["key"]["S"]: _ids(item) for item in answer["Responses"].get(self._name, [])}
        unprocessed = answer["UnprocessedKeys"].get(self._name)
        left = {keys[each["key"]["S"]] for each in unprocessed["Keys"]} if unprocessed else set[EntityKey]()
        return {
            entity: Bucket(frozenset().union(*(found.get(key, ()) for key, owner in keys.items() if owner == entity)))
            for entity in entities
            if entity not in left
        }


def _key(entity: EntityKey, bucket: int) -> str:
    return f"attempts#{entity.kind}#{entity.id}#{bucket}"


def _ids(item: Mapping[str, Any]) -> frozenset[bytes]:
    return frozenset(map(bytes, item.get("ids", {}).get("BS", ())))
