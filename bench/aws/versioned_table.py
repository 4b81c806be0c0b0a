"""A table of profiles in memory, whose calls take their time on virtual threads and take effect in the middle of it."""

import random
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bench.aws.clock import LATENCIES
from bench.virtual_threads import VirtualThreads
from handlers.aws.clients import LONGEST_BACKOFF

INSERTED = 4
"""Parameters of the statement that inserts; the one that updates has the former version too."""


class Troubles(NamedTuple):
    """The share of calls that the SDK has to repeat, and of statements that are throttled."""

    repeated: float = 0.0
    throttled: float = 0.0


NO_TROUBLES = Troubles()


class VersionedTable:
    """Answers the two calls that ProfileStore makes, each item's condition as DynamoDB judges it."""

    def __init__(
        self,
        threads: VirtualThreads,
        items: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        troubles: Troubles = NO_TROUBLES,
    ) -> None:
        """Begin with the items of these keys."""
        self.items = dict(items or {})
        self._troubles, self._chance = troubles, random.Random(1)  # noqa: S311 -- failures, not secrets
        self.written: dict[str, float] = {}
        """By key, when an item was written last."""
        self._threads = threads

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803 -- AWS's name
        """Return the items of these keys."""
        ((table, asked),) = RequestItems.items()
        self._begin("BatchGetItem")
        found = [item for key in asked["Keys"] if (item := self.items.get(key["entity"]["S"]))]
        self._wait("BatchGetItem")
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def batch_execute_statement(self, *, Statements: Sequence[Any]) -> dict[str, Any]:  # noqa: N803 -- AWS's name
        """Execute each statement whose condition holds."""
        self._begin("BatchExecuteStatement")
        responses = [self._execute(each["Parameters"]) for each in Statements]
        self._wait("BatchExecuteStatement")
        return {"Responses": responses}

    def _execute(self, parameters: Sequence[Any]) -> dict[str, Any]:
        if self._chance.random() < self._troubles.throttled:
            return {"Error": {"Code": "ThrottlingError", "Message": "too many requests"}}
        if len(parameters) == INSERTED:
            entity, version, profile, expiry = parameters
            lost = "DuplicateItem" if entity["S"] in self.items else None
        else:
            version, profile, expiry, entity, former = parameters
            found = self.items.get(entity["S"])
            lost = None if found is not None and found["version"] == former else "ConditionalCheckFailed"
        if lost:
            return {"Error": {"Code": lost, "Message": "the item is another"}}
        self.items[entity["S"]] = {"entity": entity, "version": version, "profile": profile, "expiry": expiry}
        self.written[entity["S"]] = self._threads.now
        return {}

    def _begin(self, operation: str) -> None:
        if self._chance.random() < self._troubles.repeated:
            self._threads.sleep(LATENCIES[operation] + self._chance.uniform(0, LONGEST_BACKOFF))
        self._wait(operation)

    def _wait(self, operation: str) -> None:
        self._threads.sleep(LATENCIES[operation] / 2)
