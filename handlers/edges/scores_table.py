"""The scores table, as Scoring sees it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.domain.verdict import Verdict
from handlers.edges.batch_table import BatchTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STAMPS = ("scored_at", "expiry")


class ScoresTable:
    """One item per transaction id: its latest score."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._table = BatchTable(client, name)

    def unseen(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Those verdicts, the last of each transaction id, that the table does not already hold word for word.

        Raises:
            Unfinished: the table could not be read.
        """
        latest = {verdict.transaction.transaction_id: verdict for verdict in verdicts}
        known = {
            item["transaction_id"]: {name: item[name] for name in item if name not in STAMPS}
            for item in self._table.read([{"transaction_id": each} for each in latest])
        }
        return [verdict for each, verdict in latest.items() if known.get(each) != verdict.content]

    def write(self, verdicts: Sequence[Verdict], *, scored_at: str, expiry: int) -> None:
        """Stamps and stores the verdicts; `scored_at` is ISO 8601, `expiry` in epoch seconds.

        Raises:
            Unfinished: not all could be written.
        """
        self._table.write([{**verdict.content, "scored_at": scored_at, "expiry": expiry} for verdict in verdicts])
