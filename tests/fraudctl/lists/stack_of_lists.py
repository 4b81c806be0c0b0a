"""A target whose profiles and strategies tables are in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import EndpointConnectionError

from fraudctl.stacks.target import Target
from handlers.aws.attributes import from_attributes, to_attributes
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Listing
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of
from tests.interleavings.hooks import memory_client
from tests.interleavings.memory_aws import MemoryAws

PROFILES, STRATEGIES = "fraud-profiles-test", "fraud-strategies-test"

READING_LISTS = strategy_of(
    {"when": '"blocked" in customer.lists', "outcome": "decline"},
    {"when": '"blocked" in card.lists or "watched" in card.lists', "outcome": "review"},
    {"when": '"trusted" in merchant.lists', "outcome": "approve"},
    entities={"card": "metadata.card_token", "merchant": "merchant"},
)


ARN = "arn:aws:iam::123456789012:user/anna"


@dataclass(frozen=True, kw_only=True)
class StackOfLists(Target):
    """A stack at work by a strategy that reads lists, once it is deployed."""

    memory: MemoryAws = field(default_factory=lambda: MemoryAws({PROFILES: ("entity",), STRATEGIES: ("kind", "id")}))
    calls: list[tuple[str, int]] = field(default_factory=list)
    """The batch calls that were made, each with the number of its entries."""
    failing_after: list[int] = field(default_factory=list)
    """Batch calls after which the tables answer no more, if any is there."""

    def client(self, service: str, **_: Any) -> Any:
        if service == "sts":
            return SimpleNamespace(get_caller_identity=lambda: {"Arn": ARN})
        return self._dynamodb

    @cached_property
    def _dynamodb(self) -> Any:
        return memory_client(self._answer)

    def _answer(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "Scan":
            items = [each for each in self.memory.items(asked["TableName"]) if "lists" in each]
            return {"Items": items, "ScannedCount": len(self.memory.items(asked["TableName"]))}
        if operation.startswith("Batch"):
            if self.failing_after and len(self.calls) >= self.failing_after[0]:
                raise EndpointConnectionError(endpoint_url="https://memory.invalid")
            entries = asked["Statements"] if "Statements" in asked else asked["RequestItems"][PROFILES]["Keys"]
            self.calls.append((operation, len(entries)))
        return self.memory.call(operation, asked)

    def deploy(self, pointer: str, strategy: Strategy, **more: Any) -> None:
        """Point at a strategy."""
        row = {"kind": "document", "id": strategy.digest, "document": canonical(strategy.document).decode()}
        self.put(STRATEGIES, {**row, "name": strategy.name})
        self.put(STRATEGIES, {"kind": "pointer", "id": pointer, "version": 1, "digest": strategy.digest, **more})

    def put(self, table: str, item: Mapping[str, Any]) -> None:
        self.memory.call("PutItem", {"TableName": table, "Item": to_attributes(item)})

    def items(self, table: str) -> list[dict[str, Any]]:
        return [from_attributes(item) for item in self.memory.items(table)]

    def lists(self, kind: str, identity: str) -> Mapping[str, Listing]:
        """Return the lists that Decision and Scoring find an entity on."""
        found = [each for each in self.items(PROFILES) if each["entity"] == f"facts#{kind}#{identity}"]
        return facts_of.decode(found[0]).lists if found else {}

    @property
    def changes(self) -> list[dict[str, Any]]:
        """Return the changes that are recorded, the first one first."""
        rows = [each for each in self.items(STRATEGIES) if each["kind"] == "change"]
        return sorted(rows, key=lambda each: str(each["id"]))
