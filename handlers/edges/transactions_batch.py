"""The transactions table, many transactions at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.domain.errors import Conflict, Unfinished
from handlers.domain.receipt import Receipt, Stored, item, repeat
from handlers.domain.request import TransactionRequest
from handlers.edges.batch_table import BatchTable, Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class TransactionsBatch:
    """One read finds the repeats, a write for each 25 stores the rest."""

    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._table = BatchTable(client, name)

    def store(self, requests: Sequence[TransactionRequest], receipt: Receipt) -> list[Stored | Conflict | None]:
        """Each transaction's place in the table, a conflict, or None where the table did not take it in time.

        Each request must have its timestamp, which with the id is the key that is looked for: an id that is known
        under another timestamp is not found. Of several requests under one id, the first counts.
        """
        firsts = {request.transaction_id: request for request in reversed(requests)}
        try:
            standing = self._standing(list(firsts.values()))
        except Unfinished:
            return [None] * len(requests)
        fresh = {
            each: item(request, receipt, _timestamp(request))
            for each, request in firsts.items()
            if each not in standing
        }
        undone = self._write(list(fresh.values()))

        def outcome(request: TransactionRequest) -> Stored | Conflict | None:
            each = request.transaction_id
            if each in undone:
                return None
            if each in fresh and request is firsts[each]:
                return Stored(transaction_id=each, timestamp=_timestamp(request))
            try:
                return repeat(standing.get(each) or fresh[each], request)
            except Conflict as conflict:
                return conflict

        return [outcome(request) for request in requests]

    def _standing(self, requests: Sequence[TransactionRequest]) -> dict[str, Item]:
        keys = [{"transaction_id": each.transaction_id, "timestamp": each.timestamp} for each in requests]
        return {each["transaction_id"]: each for each in self._table.read(keys)}

    def _write(self, items: Sequence[Item]) -> set[str]:
        try:
            self._table.write(items)
        except Unfinished as error:
            return {put["PutRequest"]["Item"]["transaction_id"]["S"] for put in error.undone}
        return set()


def _timestamp(request: TransactionRequest) -> int:
    assert isinstance(request.timestamp, int)  # noqa: S101 -- a batch's requests are refused without one
    return request.timestamp
