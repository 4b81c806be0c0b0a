"""The profiles table, as Decision reads it: once, whatever comes back in time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.profile_store import StoredItem, stored_items
from handlers.decision.entity.entities import HEARTBEAT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Knowledge(NamedTuple):
    """The items of a payment's entities, by key."""

    items: Mapping[str, StoredItem]
    unread: frozenset[str]
    """Keys of those that could not be read."""
    heartbeat: int | None
    """The newest receipt (epoch ms) of what Scoring settled: 0 if nobody says so, None if it was not read."""


class KnowledgeReader:
    """Reads profiles, facts and the heartbeat in one call, once."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def read(self, keys: Sequence[str]) -> Knowledge:
        """Return the items that come back; it raises nothing, since a decision is made of what could be read.

        A read that is not consistent costs half, and the profiles lag behind the stream anyway.
        """
        wanted: list[Any] = [{"entity": {"S": key}} for key in (*keys, HEARTBEAT)]
        try:
            answer = self._client.batch_get_item(RequestItems={self._name: {"Keys": wanted}})
        except (ClientError, BotoCoreError):
            return Knowledge({}, frozenset(keys), None)
        items = stored_items(answer["Responses"].get(self._name, []))
        unprocessed = answer["UnprocessedKeys"].get(self._name)
        left = frozenset(each["entity"]["S"] for each in unprocessed["Keys"]) if unprocessed else frozenset[str]()
        beat = items.pop(HEARTBEAT, None)
        return Knowledge(items, left - {HEARTBEAT}, None if HEARTBEAT in left else _time(beat))


def _time(beat: StoredItem | None) -> int:
    try:
        return int(beat.attributes["at"]["N"]) if beat else 0
    except (KeyError, ValueError):
        return 0
