"""Removal of single items, which a dry run only looks at."""

import threading
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Key = Mapping[str, Mapping[str, Any]]


class Remover:
    """Deletes items and counts, by table, those that were there."""

    def __init__(self, client: "DynamoDBClient", *, dry_run: bool) -> None:
        self._client = client
        self._lock = threading.Lock()
        self.dry_run = dry_run
        self.removed: Counter[str] = Counter()
        """By what they are called."""

    def remove(self, called: str, table: str, key: Key, **condition: Any) -> bool:
        """Delete an item, if it is there and the condition holds; return whether it was so.

        Raises:
            ClientError, BotoCoreError: the table did not take it; the same again does no harm.
        """
        if self.dry_run:
            was_there = "Item" in self._client.get_item(TableName=table, Key=key, ConsistentRead=True)
        else:
            try:
                answer = self._client.delete_item(TableName=table, Key=key, ReturnValues="ALL_OLD", **condition)
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
            was_there = "Attributes" in answer
        if was_there:
            self.count(called)
        return was_there

    def count(self, called: str, count: int = 1) -> None:
        """Count what was removed, or would be, in another way."""
        with self._lock:
            self.removed[called] += count
