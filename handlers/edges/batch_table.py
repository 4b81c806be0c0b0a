"""A table, read and written many items at a time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handlers.edges.attributes import from_attributes, to_attributes
from handlers.edges.batches import drain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LARGEST_READ, LARGEST_WRITE = 100, 25
"""Items that DynamoDB takes in one BatchGetItem and one BatchWriteItem."""

Item = Mapping[str, Any]


class BatchTable:
    """Repeats what DynamoDB leaves unprocessed."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def read(self, keys: Sequence[Item]) -> list[Item]:
        """The items under the keys, where there are any, as last written.

        Raises:
            Unfinished: not all keys could be read.
        """
        found: list[Item] = []

        def read(some: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
            answer = self._client.batch_get_item(RequestItems={self._name: {"Keys": some, "ConsistentRead": True}})
            found.extend(map(from_attributes, answer["Responses"].get(self._name, [])))
            left = answer["UnprocessedKeys"].get(self._name)
            return left["Keys"] if left else []

        typed: list[Mapping[str, Any]] = [to_attributes(key) for key in keys]
        drain(typed, size=LARGEST_READ, call=read)
        return found

    def write(self, items: Sequence[Item]) -> None:
        """Puts the items, over what stands under their keys.

        Raises:
            Unfinished: not all were written; its `undone` are the requests of the others.
        """
        drain([{"PutRequest": {"Item": to_attributes(item)}} for item in items], size=LARGEST_WRITE, call=self._write)

    def _write(self, puts: Sequence[Any]) -> list[Any]:
        answer = self._client.batch_write_item(RequestItems={self._name: puts})
        return list(answer["UnprocessedItems"].get(self._name, []))
