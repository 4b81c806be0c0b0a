"""A stack in memory with payments, their scores, reviews and labels."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from handlers.aws.attributes import to_attributes
from handlers.decision.labelled_item import to_item
from handlers.decision.labelled_row import LabelledRow, ReviewedDecline, StatedLabel
from tests.fraudctl.rollout.stack_of_strategies import EXPORTS, MemoryTarget, stack_of_strategies

DAY = 86_400_000
NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)


class PaidStack:
    """A stack in memory, and what is written to its tables."""

    def __init__(self, target: MemoryTarget) -> None:
        self.target = target
        self._client = target.client("dynamodb")
        for table in ("fraud-labels-test", "fraud-reviews-test"):
            self._client.create_table(
                TableName=table,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "transaction_id", "AttributeType": "S"}],
            )

    def pay(self, identity: str, timestamp: int = NOON, **changes: Any) -> None:
        fields = {"transaction_id": identity, "timestamp": timestamp, "amount": 5, "merchant": "Shop", **changes}
        self._client.put_item(TableName="transactions-test", Item=to_attributes(fields))

    def score(self, identity: str, outcome: str, timestamp: int = NOON, **more: Any) -> None:
        fields = {"transaction_id": identity, "timestamp": timestamp, "outcome": outcome, **more}
        self._client.put_item(TableName="fraud-scores-test", Item=to_attributes(fields))

    def label(self, identity: str, *labels: str, declined: bool = False) -> None:
        row = LabelledRow(transaction_id=identity)
        for number, each in enumerate(labels):
            at = NOON + number
            row = row.with_label(
                StatedLabel(label=each, source="analyst", at=at, received=at + DAY)  # type: ignore[arg-type]
            )
        row = row.with_decline(ReviewedDecline(received=NOON)) if declined else row
        self._client.put_item(TableName="fraud-labels-test", Item=to_attributes(to_item(row)))

    def put_label(self, **fields: Any) -> None:
        self._client.put_item(TableName="fraud-labels-test", Item=to_attributes(fields))

    def review(self, identity: str, **fields: Any) -> None:
        item = {"transaction_id": identity, **fields}
        self._client.put_item(TableName="fraud-reviews-test", Item=to_attributes(item))


@contextmanager
def paid_stack() -> Iterator[PaidStack]:
    """Yield a stack without payments."""
    with stack_of_strategies():
        exports = {
            **EXPORTS,
            "fraud_labels_table_name": "fraud-labels-test",
            "fraud_reviews_table_name": "fraud-reviews-test",
        }
        yield PaidStack(MemoryTarget(stack="test", region="us-east-1", exports=exports))
