"""The rows of one transaction in all tables: first what hangs on it, last itself, by which it is found again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fraudctl.erase.querying import query_all
from fraudctl.erase.removing import Remover
from fraudctl.erase.whom import Row, Whom, row_received
from handlers.contract.row_image import CLAIM

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The names of the tables that hold what belongs to a person."""

    transactions: str
    scores: str
    labels: str
    reviews: str
    decisions: str
    profiles: str
    strategies: str


class TransactionRows:
    """Erases transactions of an entity that were received before a moment, one id at a time."""

    def __init__(self, client: "DynamoDBClient", tables: Tables, remover: Remover, whom: Whom, moment: int) -> None:
        self._client = client
        self._tables = tables
        self._remover = remover
        self._whom = whom
        self._moment = moment

    def erase(self, transaction_id: str) -> bool:
        """Erase all rows under an id; return False if a transaction that is not to be erased has it too, and stays.

        An id without a transaction is one whose row is gone already, by an earlier run or by its time.

        Raises:
            ClientError, BotoCoreError: a table did not answer; the same again goes on.
        """
        rows = self._rows(transaction_id)
        transactions = [each for each in rows if CLAIM not in each]
        old = [each for each in transactions if self._is_old(each)]
        key, tables, remove = {"transaction_id": {"S": transaction_id}}, self._tables, self._remover.remove
        if is_all := len(old) == len(transactions):
            remove("scores", tables.scores, key)
            remove("labels", tables.labels, key)
            remove("reviews", tables.reviews, key)
            remove("claims", tables.decisions, {"key": {"S": f"id#{transaction_id}"}})
            going = rows
        else:
            for each in old:  # the id came again after the erasure: what is of the old row alone goes
                self._remove_of(each, key)
            going = old
        for each in going:
            called = "claims" if CLAIM in each else "transactions"
            remove(called, tables.transactions, {**key, "timestamp": each["timestamp"]})
        return is_all

    def _remove_of(self, row: Row, key: dict[str, Any]) -> None:
        """Remove the score and the review of a row from under an id that another one has too."""
        condition: dict[str, Any] = {
            "ConditionExpression": "#timestamp = :timestamp",
            "ExpressionAttributeNames": {"#timestamp": "timestamp"},
            "ExpressionAttributeValues": {":timestamp": row["timestamp"]},
        }
        self._remover.remove("scores", self._tables.scores, key, **condition)
        self._remover.remove("reviews", self._tables.reviews, key, **condition)

    def _is_old(self, row: Row) -> bool:
        return self._whom.is_in(row) and row_received(row) < self._moment

    def _rows(self, transaction_id: str) -> Sequence[Row]:
        query: dict[str, Any] = {
            "TableName": self._tables.transactions,
            "KeyConditionExpression": "transaction_id = :id",
            "ExpressionAttributeValues": {":id": {"S": transaction_id}},
            "ConsistentRead": True,
        }
        return query_all(self._client, query)
