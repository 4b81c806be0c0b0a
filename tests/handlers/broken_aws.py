"""An AWS whose calls fail or are answered late, as a function's clients see it, with a clock of its own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from handlers.aws import decision_maker, first_round
from handlers.aws.concurrency import Budget
from tests.handlers.decisions_on_aws import DecisionsOnAws


def refusal(code: str, operation: str = "Any", **more: Any) -> ClientError:
    """Return the SDK's error for a service's refusal."""
    return ClientError({"Error": {"Code": code, "Message": "k3epm3out"}, **more}, operation)  # type: ignore[typeddict-item]  # more


class BrokenAws:
    """The calls of Decision, some of which fail, each after the longest time that its client waits."""

    def __init__(self, decisions: DecisionsOnAws, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        """Seconds since the request began."""
        self.calls: list[str] = []
        self.after_round: Callable[[], object] = lambda: None
        """Called when a round of calls that are made side by side is over."""
        self._slow: dict[tuple[str, str], float] = {}
        self._faults: dict[tuple[str, str], list[Exception] | Exception] = {}
        self._round: float | None = None
        module = decisions.module
        for client in (module.reads, module.writes, module.dead_letters._client):  # noqa: SLF001 -- a hook on its clients
            patch.setattr(client, "_make_api_call", self._breaking(client, client._make_api_call))  # noqa: SLF001
        patch.setattr(decision_maker, "Budget", lambda seconds: Budget(seconds, lambda: self.now))
        patch.setattr(first_round, "map_beside", self._side_by_side)

    def fail(self, operation: str, table: str = "", *errors: Exception) -> None:
        """Let a call on a table fail with each of these errors in turn; without any, time out always."""
        self._faults[operation, table] = list(errors) or ReadTimeoutError(endpoint_url="https://memory.invalid")

    def slow(self, operation: str, table: str, seconds: float) -> None:
        """Let a call on a table succeed after so many seconds, or time out if its client waits no longer."""
        self._slow[operation, table] = seconds

    def mend(self) -> None:
        """Let every call succeed again."""
        self._faults.clear()
        self._slow.clear()

    def _breaking(self, client: Any, call: Callable[..., Any]) -> Callable[..., Any]:
        config = client.meta.config
        longest = config.connect_timeout + config.read_timeout

        def make(operation: str, asked: Mapping[str, Any]) -> Any:
            self.calls.append(operation)
            table = asked.get("TableName") or next(iter(asked.get("RequestItems", {"": None})))
            faults = self._faults.get((operation, table), [])
            if takes := self._slow.get((operation, table)):
                self.now += min(takes, longest)
                if takes > longest:
                    raise ReadTimeoutError(endpoint_url="https://memory.invalid")
            if isinstance(faults, list) and not faults:
                return call(operation, asked)
            self.now = max(self.now, self._round + longest) if self._round is not None else self.now + longest
            raise faults.pop(0) if isinstance(faults, list) else faults

        return make

    def _side_by_side(self, work: Callable[[Any], Any], calls: Any) -> list[Any]:
        self._round = self.now
        try:
            return [work(each) for each in calls]
        finally:
            self._round = None
            self.after_round()


@contextmanager
def broken(decisions: DecisionsOnAws) -> Iterator[BrokenAws]:
    """Yield control of the calls."""
    with pytest.MonkeyPatch.context() as patch:
        yield BrokenAws(decisions, patch)


def fail(**_: Any) -> None:
    """Raise what a call that AWS throttles raises, in its place."""
    raise refusal("ThrottlingException")
