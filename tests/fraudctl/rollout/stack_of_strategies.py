"""A stack in memory with its tables of transactions, scores and strategies, and decisions that were made on it."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
from msgspec import structs

from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.stacks.target import Target
from handlers.aws.attributes import to_attributes
from handlers.contract.transaction import Transaction
from handlers.decision.arms import Arm
from handlers.decision.decide import Decider
from handlers.decision.reader import Known
from handlers.decision.score_row import owed, score_row
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.moto_calls import empty_account

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import KeySchemaElementTypeDef

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)

TABLES = {
    "transactions-test": {"transaction_id": "S", "timestamp": "N"},
    "fraud-scores-test": {"transaction_id": "S"},
    "fraud-strategies-test": {"kind": "S", "id": "S"},
}
EXPORTS = {
    "transactions_table_name": "transactions-test",
    "fraud_scores_table_name": "fraud-scores-test",
    "fraud_strategies_table_name": "fraud-strategies-test",
    "alert_threshold": "0.7",
}


@functools.cache
def _client(service: str, region: str) -> Any:
    """Return the one client of a service: to make one takes longer than a test's calls."""
    session = boto3.Session("testing", "testing", region_name=region)
    return session.client(service)  # type: ignore[call-overload]


class MemoryTarget(Target):
    """A target whose clients are moto's."""

    def client(self, service: str, **_: Any) -> Any:
        return _client(service, self.region)

    @property
    def table(self) -> DeployedStrategies:
        """Return its table of strategies."""
        return DeployedStrategies.of(self)

    def row(self, kind: str, identity: str) -> dict[str, Any] | None:
        """Return a row of the table of strategies, attribute by attribute."""
        key = {"kind": {"S": kind}, "id": {"S": identity}}
        found = self.client("dynamodb").get_item(TableName="fraud-strategies-test", Key=key)
        return found.get("Item")  # type: ignore[no-any-return]

    def put(self, **attributes: Any) -> None:
        """Put a row into the table of strategies, as somebody does by hand."""
        self.client("dynamodb").put_item(TableName="fraud-strategies-test", Item=to_attributes(attributes))

    def decide(self, strategy: Strategy, known: Known | None = None, arm: Arm | None = None, **fields: Any) -> None:
        """Store a payment and what a strategy decided on it, by what was known, in an arm of an experiment if any."""
        paid = payment(**fields)
        decision = structs.replace(Decider(strategy).decide(paid, known or {}), arm=arm)
        row = score_row(decision, NOW + timedelta(seconds=paid.timestamp % 1000), timedelta(days=30))
        written = {name: value for name, value in msgspec.structs.asdict(paid).items() if value is not msgspec.UNSET}
        metadata = {"metadata": {"M": written.pop("metadata")}} if "metadata" in written else {}
        client = self.client("dynamodb")
        client.put_item(TableName="transactions-test", Item=to_attributes(written) | metadata)
        client.put_item(TableName="fraud-scores-test", Item=to_attributes(row | owed(decision)))


def decided(stack: MemoryTarget, strategy: Strategy, *, count: int, alerted: int, **more: Any) -> None:
    """Store so many decisions, of which some were alerted and some others would be by the strict file."""
    for number in range(count):
        amount = 2_000 if number < alerted else 5
        stack.decide(strategy, number=number, amount=amount, **more)


def payment(number: int = 0, amount: int = 10, **fields: Any) -> Transaction:
    """Return a payment."""
    timestamp = int(NOW.timestamp() * 1000) - 1_000_000 + number
    given = {"transaction_id": f"tx-{number}", "timestamp": timestamp, "amount": Decimal(amount), "merchant": "Shop"}
    return Transaction(**{**given, **fields})


@contextmanager
def stack_of_strategies() -> Iterator[MemoryTarget]:
    """Yield a stack on which nothing was decided, nor deployed."""
    with empty_account():
        target = MemoryTarget(stack="test", region="us-east-1", exports=dict(EXPORTS))
        for name, keys in TABLES.items():
            schema: list[KeySchemaElementTypeDef] = [
                {"AttributeName": key, "KeyType": kind}  # type: ignore[typeddict-item]
                for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ]
            target.client("dynamodb").create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=schema,
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind in keys.items()],
            )
        yield target
