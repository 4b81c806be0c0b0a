"""The time and the failures that a service is allowed while many calls wait for it."""

import time
from collections.abc import Callable

from handlers.aws.concurrency import MAX_WORKERS
from handlers.contract.errors import BudgetSpent


class Budget:
    """Ends after so many seconds, or once as many calls in a row have failed as are under way at the same time.

    A call that is under way when it ends is waited for: its effect could not be taken back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._failures = 0

    def require(self) -> None:
        """Raise BudgetSpent unless a further call may be started."""
        if self._failures >= MAX_WORKERS or self._clock() >= self._end:
            raise BudgetSpent

    def succeeded(self) -> None:
        """Note that the service answered."""
        self._failures = 0

    def failed(self) -> None:
        """Note that the service did not answer, or refused."""
        self._failures += 1


UNLIMITED = Budget(float("inf"))
"""For a single call, whose own timeouts are bound enough."""
