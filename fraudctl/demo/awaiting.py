"""Waits for scores: until all have come, or until it is plain that the rest will not, and why."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from emulator.local_stack import LocalStack
from fraudctl.client.scores import count_scores
from fraudctl.observe.failures import Failure, find_invocation_failures, find_logged_failures

PATIENCE = 30.0
"""Seconds without a further score after which the rest count as missing."""

FAILING = 5.0
"""The same where functions have logged errors; Lambda's retries on the embedded AWS come within two."""

UNSTARTED = 10.0
"""The same after which functions are asked whether they can start: on a busy machine it takes them so long."""

LOOKED = 1.0
"""Seconds between two looks at the logs."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Time as it passes, or as a test lets it."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)


def await_scores(
    stack: LocalStack, expected: int, began: datetime, scored: Callable[[int], None], clock: Clock | None = None
) -> Sequence[Failure]:
    """Return the functions' errors if the scores stay away, nothing when all have come."""
    clock = clock or Clock()
    count, changed, look, asked = 0, clock.now(), clock.now() + LOOKED, False
    failures: Sequence[Failure] = ()
    while count < expected:
        stack.check()
        before, count, now = count, count_scores(stack.target), clock.now()
        scored(count)
        if count >= expected:
            break
        if count != before:
            changed, look = now, now + LOOKED
        if now >= look:
            failures, look = find_logged_failures(stack.target, began), now + LOOKED
            if not failures and not asked and now - changed >= UNSTARTED:
                failures, asked = list(find_invocation_failures(stack.target)), True
        if now - changed >= (FAILING if failures else PATIENCE):
            return failures
        clock.wait(0.1)  # a table cannot be awaited
    return ()
