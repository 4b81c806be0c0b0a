"""The scores table, as Scoring sees it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from handlers.domain.verdict import Verdict
from handlers.edges.attributes import from_attributes, to_attributes
from handlers.edges.batches import drain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LARGEST_READ, LARGEST_WRITE = 100, 25
"""Items that DynamoDB takes in one BatchGetItem and one BatchWriteItem."""

STAMPS = ("scored_at", "expiry")


class ScoresTable:
    """One item per transaction id: its latest score."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def unseen(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Those verdicts, the last of each transaction id, that the table does not already hold word for word.

        Raises:
            Unfinished, ClientError, BotoCoreError: the table could not be read.
        """
        latest = {verdict.transaction.transaction_id: verdict for verdict in verdicts}
        known: dict[str, dict[str, Any]] = {}

        def read(keys: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
            answer = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}})
            for attributes in answer["Responses"].get(self._name, []):
                item = from_attributes(attributes)
                known[item["transaction_id"]] = {name: item[name] for name in item if name not in STAMPS}
            undone = answer["UnprocessedKeys"].get(self._name)
            return undone["Keys"] if undone else []

        keys: list[Mapping[str, Any]] = [to_attributes({"transaction_id": each}) for each in latest]
        drain(keys, size=LARGEST_READ, call=read)
        return [verdict for each, verdict in latest.items() if known.get(each) != verdict.content]

    def write(self, verdicts: Sequence[Verdict], *, scored_at: str, expiry: int) -> None:
        """Stamps and stores the verdicts; `scored_at` is ISO 8601, `expiry` in epoch seconds.

        Raises:
            Unfinished, ClientError, BotoCoreError: not all could be written.
        """
        stamps = {"scored_at": scored_at, "expiry": expiry}
        puts = [{"PutRequest": {"Item": to_attributes({**verdict.content, **stamps})}} for verdict in verdicts]
        drain(puts, size=LARGEST_WRITE, call=self._write)

    def _write(self, puts: Sequence[Any]) -> list[Any]:
        answer = self._client.batch_write_item(RequestItems={self._name: puts})
        return list(answer["UnprocessedItems"].get(self._name, []))
