"""The strategies table on an AWS in memory, and strategies that are deployed to it as the command does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from handlers.aws.attributes import to_attributes
from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.read_times import ReadTimes
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.pointers import ACTIVE, DOCUMENT_KIND, POINTER_KIND, Pointers
from handlers.decision.strategy.strategy import Strategy

STRATEGIES = "fraud-strategies-test"


@dataclass(frozen=True, kw_only=True)
class StrategiesOnAws:
    """The table."""

    aws: boto3.Session

    def deploy(self, strategy: Strategy, pointer: str = ACTIVE, **fields: Any) -> None:
        """Put a strategy's document and point at it, with further fields of the pointer."""
        self.put_document(strategy)
        self.point(pointer, digest=strategy.digest, **fields)

    def put_document(self, strategy: Strategy, text: str | None = None) -> None:
        """Put a document under a strategy's digest, with this text if it is to be another one."""
        said = canonical(strategy.document).decode() if text is None else text
        self.put({"kind": DOCUMENT_KIND, "id": strategy.digest, "document": said, "name": strategy.name})

    def point(self, pointer: str, *, version: int | None = None, **fields: Any) -> None:
        """Put a pointer, changed once more than before."""
        known = self.aws.client("dynamodb").get_item(TableName=STRATEGIES, Key=_key(POINTER_KIND, pointer))
        former = int(known.get("Item", {}).get("version", {"N": "0"})["N"])
        row = {"kind": POINTER_KIND, "id": pointer, "version": version or former + 1, "at": 1, "by": "arn:of:somebody"}
        self.put({**row, **fields})

    def put(self, item: Mapping[str, Any]) -> None:
        """Put any item."""
        self.aws.client("dynamodb").put_item(TableName=STRATEGIES, Item=to_attributes(item))

    def delete(self, kind: str, identity: str) -> None:
        """Delete an item, as somebody does by hand."""
        self.aws.client("dynamodb").delete_item(TableName=STRATEGIES, Key=_key(kind, identity))


def _key(kind: str, identity: str) -> dict[str, Any]:
    return to_attributes({"kind": kind, "id": identity})


def strategies_on_aws(aws: boto3.Session) -> StrategiesOnAws:
    """Return the table, empty."""
    aws.client("dynamodb").create_table(
        TableName=STRATEGIES,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "kind", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("kind", "id")],
    )
    return StrategiesOnAws(aws=aws)


@dataclass(frozen=True)
class OneStrategy:
    """A table that takes no call, with one strategy deployed."""

    strategy: Strategy

    def pointers(self) -> Pointers:
        """Return the pointer at it."""
        return Pointers(active=self.strategy.digest)

    def document(self, _: str) -> Strategy:
        """Return it."""
        return self.strategy


def decide_by(module: Any, strategy: Strategy) -> None:
    """Have a function decide by a strategy from now on, without calls that a test would have to tell apart."""
    strategies = module.strategies
    strategies._follower._table = OneStrategy(strategy)  # noqa: SLF001 -- in the place of the table's
    strategies._follower._kept.clear()  # noqa: SLF001 -- what tests make of one document differs in more than that
    forget(strategies)


def forget(strategies: CurrentStrategies) -> None:
    """Have an instance know nothing, as when the table was out at its start: the next invocation reads."""
    strategies._last, strategies._times = None, ReadTimes()  # noqa: SLF001 -- as the start leaves them
