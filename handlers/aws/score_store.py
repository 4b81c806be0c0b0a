"""The scores table, as Scoring uses it: one item per transaction id, and the first decision on an id stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.aws.batch_calls import LARGEST_READ, LARGEST_WRITE, drain
from handlers.contract.errors import PartialBatchError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ScoreRow = Mapping[str, Any]


class Inserted(NamedTuple):
    """Ids that had a row already, and ids whose row could not be written, with the reason."""

    existing: set[str]
    failed: Mapping[str, str]


class ScoreStore:
    """Reads and inserts scores many at a time."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def read(self, transaction_ids: Iterable[str]) -> dict[str, ScoreRow]:
        """Return the row of each id that has one, as last written.

        Raises:
            PartialBatchError: not all could be read.
        """
        found: dict[str, ScoreRow] = {}

        def read(keys: Sequence[Any]) -> Sequence[Any]:
            response = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}})
            for row in map(from_attributes, response["Responses"].get(self._name, [])):
                found[row["transaction_id"]] = row
            unprocessed = response["UnprocessedKeys"].get(self._name)
            return unprocessed["Keys"] if unprocessed else []

        drain([{"transaction_id": {"S": each}} for each in transaction_ids], size=LARGEST_READ, call=read)
        return found

    def insert(self, rows: Sequence[ScoreRow]) -> Inserted:
        """Write rows under ids that have none; failures are returned, not raised, because the written ones go on."""
        existing, reasons = set[str](), Counter[str]()

        def insert(batch: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
            statements: list[Any] = [_statement(self._name, row) for row in batch]
            responses = self._client.batch_execute_statement(Statements=statements)["Responses"]
            unprocessed = []
            for row, response in zip(batch, responses, strict=True):
                code = response.get("Error", {}).get("Code")
                if code == "DuplicateItem":
                    existing.add(row["transaction_id"]["S"])
                elif code:
                    reasons[code] += 1
                    unprocessed.append(row)
            return unprocessed

        try:
            drain([to_attributes(row) for row in rows], size=LARGEST_WRITE, call=insert)
        except PartialBatchError as error:
            reason = reasons.most_common(1)[0][0] if reasons else str(error)
            return Inserted(existing, {row["transaction_id"]["S"]: reason for row in error.unprocessed})
        return Inserted(existing, {})


def _statement(table: str, row: ScoreRow) -> dict[str, Any]:
    return {"Statement": _insert_of(table, tuple(row)), "Parameters": list(row.values())}


@cache  # rows differ in which of a few attributes they have
def _insert_of(table: str, names: tuple[str, ...]) -> str:
    """Return PartiQL's INSERT, which fails where the key has an item."""
    values = ", ".join(f"'{name}': ?" for name in names)
    return f'INSERT INTO "{table}" VALUE {{{values}}}'
