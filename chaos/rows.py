"""What is done to rows past Ingestion: old ones planted, attributes added, scores expired."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zlib import crc32

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from chaos.ledger import Attempt, Ledger
from fraudctl.stacks.target import Target

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
"""An attribute of every type that DynamoDB has."""
AGE = timedelta(days=500)
"""Of old rows: above how long any stack of the campaign keeps scores."""

_serialize, _deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize


class Rows:
    """The rows of both tables, and the ledger that says what was done to them."""

    def __init__(self, target: Target, ledger: Ledger, *, connections: int = 10) -> None:
        self._client = target.client("dynamodb", connections=connections)
        self._transactions = target.exports["transactions_table_name"]
        self._scores = target.exports["fraud_scores_table_name"]
        self._ledger = ledger

    def add_attributes(self, transaction_ids: Iterable[str]) -> None:
        """Add attributes to every row that was promised under the ids; one that waits in the queue is left alone."""
        for identity in transaction_ids:
            attributes = ADDED[crc32(identity.encode()) % len(ADDED)]
            for timestamp in self._ledger.promised(identity):
                if self._update(identity, timestamp, attributes):
                    plain = {name: _deserialize(value) for name, value in attributes.items()}
                    self._ledger.note_added(identity, timestamp, plain)

    def plant_old(self, kind: str, count: int) -> None:
        """Put risky transactions that came in long ago, as loading a backup would."""
        received = datetime.now(UTC) - AGE
        for number in range(count):
            moment = int(received.timestamp() * 1000) + number
            fields = {
                "transaction_id": f"{kind}-old-{number:04}",
                "timestamp": moment,
                "amount": Decimal(25_000),
                "merchant": "Crypto Exchange",
            }
            row = {**fields, "created_at": received.isoformat(timespec="milliseconds")}
            sent = time.monotonic()
            self._client.put_item(
                TableName=self._transactions, Item={name: _serialize(value) for name, value in row.items()}
            )
            attempt = Attempt(
                fields=fields,
                outcome="accepted",
                status=200,
                sent=sent,
                answered=time.monotonic(),
                timestamp=moment,
            )
            self._ledger.note(kind, attempt)
            self._ledger.old[attempt.fields["transaction_id"]] = kind

    def expire_scores(self, transaction_ids: Iterable[str]) -> None:
        """Delete the scores of old transactions, as DynamoDB does after their time."""
        for identity in transaction_ids:
            self._client.delete_item(TableName=self._scores, Key={"transaction_id": {"S": identity}})
            self._ledger.expired.add(identity)

    def _update(self, identity: str, timestamp: int, attributes: Mapping[str, Any]) -> bool:
        try:
            self._client.update_item(
                TableName=self._transactions,
                Key={"transaction_id": {"S": identity}, "timestamp": {"N": str(timestamp)}},
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
                ConditionExpression="attribute_exists(transaction_id)",
                ExpressionAttributeNames={f"#{name}": name for name in attributes},
                ExpressionAttributeValues={f":{name}": value for name, value in attributes.items()},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True
