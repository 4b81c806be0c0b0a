"""A table of profiles in memory, whose calls take their time on virtual threads and take effect in the middle of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.aws.clock import LATENCIES
from bench.virtual_threads import VirtualThreads

INSERTED = 4
"""Parameters of the statement that inserts; the one that updates has the former version too."""


class VersionedTable:
    """Answers the two calls that ProfileStore makes, each item's condition as DynamoDB judges it."""

    def __init__(self, threads: VirtualThreads) -> None:
        self.items: dict[str, Mapping[str, Any]] = {}
        self.written: dict[str, float] = {}
        """By key, when an item was written last."""
        self._threads = threads

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803 -- AWS's name
        """Return the items of these keys."""
        ((table, asked),) = RequestItems.items()
        self._wait("BatchGetItem")
        found = [item for key in asked["Keys"] if (item := self.items.get(key["entity"]["S"]))]
        self._wait("BatchGetItem")
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def batch_execute_statement(self, *, Statements: Sequence[Any]) -> dict[str, Any]:  # noqa: N803 -- AWS's name
        """Execute each statement whose condition holds."""
        self._wait("BatchExecuteStatement")
        responses = [self._execute(each["Parameters"]) for each in Statements]
        self._wait("BatchExecuteStatement")
        return {"Responses": responses}

    def _execute(self, parameters: Sequence[Any]) -> dict[str, Any]:
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

    def _wait(self, operation: str) -> None:
        self._threads.sleep(LATENCIES[operation] / 2)
