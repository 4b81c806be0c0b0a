"""Concurrent calls to AWS, and the budget that stops a failing service from using up the function's time."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from handlers.contract.errors import BudgetSpent

Item = TypeVar("Item")
Result = TypeVar("Result")

MAX_WORKERS = 10
"""As many connections as botocore keeps open to a service by default."""

POOL = ThreadPoolExecutor(MAX_WORKERS)
"""Its threads start when they are first needed, and stay for later invocations."""


def map_concurrently(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return the result of `work` for each item, in the order of the items; raise the first error that it raises."""
    return list(POOL.map(work, items)) if len(items) > 1 else [work(item) for item in items]


def map_beside(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return the same for a few items, the first of which the caller's own thread works on: a handover takes CPU."""
    others = POOL.map(work, items[1:])
    return [work(items[0]), *others]


def twice(call: Callable[[], Result], budget: "Budget | None" = None) -> Result:
    """Return the result of a call that is made again at once if it fails, if the budget allows it; raise its error."""
    try:
        return call()
    except (ClientError, BotoCoreError):
        if budget:
            budget.require()
        return call()


class Budget:
    """The time and the consecutive failures that calls to one service may take: at most `MAX_WORKERS` failures.

    A call that is running when the budget ends is waited for: its effect could not be undone.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._failures = 0
        self._parts: dict[str, Budget] = {}

    @property
    def is_spent(self) -> bool:
        """Return whether no further call may be started."""
        return self._failures >= MAX_WORKERS or self._clock() >= self._end

    def require(self) -> None:
        """Raise BudgetSpent unless a further call may be started."""
        if self.is_spent:
            raise BudgetSpent

    def half(self) -> "Budget":
        """Return a budget of half of the time that is left."""
        return Budget((self._end - self._clock()) / 2, self._clock)

    def part(self, service: str) -> "Budget":
        """Return the budget of one service among several: the same time for all, and failures of its own."""
        if service not in self._parts:
            self._parts.setdefault(service, Budget(self._end - self._clock(), self._clock))
        return self._parts[service]

    def succeeded(self) -> None:
        """Note that a call succeeded."""
        self._failures = 0

    def failed(self) -> None:
        """Note that a call failed."""
        self._failures += 1
