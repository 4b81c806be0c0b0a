"""Payloads that come again: what Scoring was invoked with, hours later, or once the scores of it have expired."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chaos.ledger import Ledger
from fraudctl.stacks.target import Target
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival, decode_records

KEPT = timedelta(days=365)
"""As long as rows are in the stream as inserts, no age matters."""


class PayloadSender:
    """Invokes Scoring with stored transactions, as Processing did when they were stored."""

    def __init__(self, target: Target, ledger: Ledger) -> None:
        self._tables = target.client("dynamodb")
        self._functions = target.client("lambda")
        self._transactions = target.exports["transactions_table_name"]
        self._scores = target.exports["fraud_scores_table_name"]
        self._scorer = target.exports["scoring_function_name"]
        self._ledger = ledger

    def send_again(self, transaction_ids: Sequence[str]) -> None:
        """Invoke Scoring with every row that the ledger knows of these ids."""
        self.send(self.packed(transaction_ids))

    def packed(self, transaction_ids: Sequence[str]) -> Sequence[bytes]:
        """Return the payloads with the rows that are there by now."""
        return [payload for _, payload in pack(list(self._arrivals(transaction_ids)))]

    def send(self, payloads: Sequence[bytes]) -> None:
        """Invoke Scoring with payloads, be their rows there or not."""
        for payload in payloads:
            self._functions.invoke(FunctionName=self._scorer, InvocationType="Event", Payload=payload)

    def expire_and_send_again(self, transaction_ids: Sequence[str]) -> None:
        """Delete the scores of these ids, as DynamoDB does when they expire, and invoke Scoring with the rows."""
        for transaction_id in transaction_ids:
            self._tables.delete_item(TableName=self._scores, Key={"transaction_id": {"S": transaction_id}})
        self._ledger.scored_anew.update(transaction_ids)
        self.send_again(transaction_ids)

    def _arrivals(self, transaction_ids: Sequence[str]) -> Iterator[Arrival]:
        records = [
            {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": image}}
            for transaction_id in transaction_ids
            for image in self._rows(transaction_id)
        ]
        yield from (
            each for each in decode_records(records, now=datetime.now(UTC), retention=KEPT) if isinstance(each, Arrival)
        )

    def _rows(self, transaction_id: str) -> Iterator[Any]:
        for timestamp in sorted(self._ledger.acknowledged_times(transaction_id)):
            key = {"transaction_id": {"S": transaction_id}, "timestamp": {"N": str(timestamp)}}
            found = self._tables.get_item(TableName=self._transactions, Key=key, ConsistentRead=True)
            if "Item" in found:
                yield found["Item"]
