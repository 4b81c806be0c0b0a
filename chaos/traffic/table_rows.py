"""Changes of table rows past Ingestion: records planted, attributes added, scores expired."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from chaos.ledger import Attempt, Ledger
from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes

ADDED: tuple[Mapping[str, Any], ...] = (
    {"tenant": {"S": "acme"}},
    {"expiry": {"N": "4102444800"}},
    {"flags": {"SS": ["seen", "told"]}},
    {"fingerprint": {"B": b"\x00\xff"}},
    {"review": {"M": {"by": {"S": "ann"}, "pages": {"BS": [b"\x01", b"\x02"]}}}},
    {"cases": {"NS": ["1", "2.5"]}},
    {"digests": {"BS": [b"\x00", b"\x01"]}},
    {"notes": {"L": [{"S": "called"}, {"B": b"\x07"}, {"SS": ["twice"]}]}},
    {"archived": {"BOOL": True}, "owner": {"NULL": True}},
)
"""Attributes of every type that DynamoDB has."""
AGE = timedelta(days=500)
"""The age of old rows, above the time for which the campaign's stack keeps scores."""

INVALID_RECORDS: tuple[Mapping[str, Any], ...] = (
    {},
    {"amount": {"S": "12"}, "merchant": {"S": "Corner Bakery"}},
    {"amount": {"N": "12"}, "merchant": {"N": "7"}},
    {"amount": {"N": "12"}},
    {"amount": {"N": "12"}, "merchant": {"S": "Corner Bakery"}, "timestamp": {"N": "1.5"}},
    {"amount": {"N": "12"}, "merchant": {"S": "Corner Bakery"}, "customer_id": {"L": []}},
)
"""Attributes, beside the keys, of records that are no transactions."""


class RowEditor:
    """An editor of the rows of both tables that records its changes in the ledger."""

    def __init__(self, target: Target, ledger: Ledger, *, connections: int = 10) -> None:
        self._client = target.client("dynamodb", connections=connections)
        self._transactions = target.exports["transactions_table_name"]
        self._scores = target.exports["fraud_scores_table_name"]
        self._ledger = ledger

    def add_attributes(self, transaction_ids: Iterable[str]) -> None:
        """Add attributes to every acknowledged row of these ids; one that waits in the queue has no row yet."""
        for transaction_id in transaction_ids:
            attributes = ADDED[crc32(transaction_id.encode()) % len(ADDED)]
            for timestamp in self._ledger.acknowledged_times(transaction_id):
                if self._update(transaction_id, timestamp, attributes):
                    self._ledger.add_row_attributes(transaction_id, timestamp, from_attributes(attributes))

    def plant_invalid_records(self, kind: str, count: int) -> None:
        """Put records that are no transactions, as someone could who may write to the table."""
        for number in range(count):
            transaction_id = f"{kind}-poison-{number:04}"
            keys = {"transaction_id": {"S": transaction_id}, "timestamp": {"N": str(number)}}
            self._client.put_item(
                TableName=self._transactions, Item={**keys, **INVALID_RECORDS[number % len(INVALID_RECORDS)]}
            )
            self._ledger.invalid_records[transaction_id] = kind

    def plant_old(self, kind: str, count: int) -> None:
        """Put risky transactions that came in long ago, as a restored backup would."""
        received = datetime.now(UTC) - AGE
        for number in range(count):
            timestamp = int(received.timestamp() * 1000) + number
            fields = {
                "transaction_id": f"{kind}-old-{number:04}",
                "timestamp": timestamp,
                "amount": Decimal(25_000),
                "merchant": "Crypto Exchange",
            }
            row = {**fields, "created_at": received.isoformat(timespec="milliseconds")}
            sent = time.monotonic()
            self._client.put_item(TableName=self._transactions, Item=to_attributes(row))
            attempt = Attempt(
                fields=fields,
                outcome="accepted",
                status=200,
                sent=sent,
                answered=time.monotonic(),
                timestamp=timestamp,
            )
            self._ledger.add_attempt(kind, attempt)
            self._ledger.old_transactions[attempt.fields["transaction_id"]] = kind

    def expire_scores(self, transaction_ids: Iterable[str]) -> None:
        """Delete the scores of old transactions, as DynamoDB does when they expire."""
        for transaction_id in transaction_ids:
            self._client.delete_item(TableName=self._scores, Key={"transaction_id": {"S": transaction_id}})
            self._ledger.expired_scores.add(transaction_id)

    def _update(self, transaction_id: str, timestamp: int, attributes: Mapping[str, Any]) -> bool:
        try:
            self._client.update_item(
                TableName=self._transactions,
                Key={"transaction_id": {"S": transaction_id}, "timestamp": {"N": str(timestamp)}},
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
                ConditionExpression="attribute_exists(transaction_id)",
                ExpressionAttributeNames={f"#{name}": name for name in attributes},
                ExpressionAttributeValues={f":{name}": value for name, value in attributes.items()},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True
