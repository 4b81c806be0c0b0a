"""A wait for scores that ends when all have come, or when the rest will not, with the reason."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fraudctl.client.scores import count_scores
from fraudctl.observe.failures import Failure, find_invocation_failures, find_logged_failures
from fraudctl.stacks.local_stack import LocalStack

SCORE_TIMEOUT = 30.0
"""Seconds without a further score after which the rest count as missing."""

SCORE_TIMEOUT_AFTER_ERRORS = 5.0
"""Seconds without a further score where functions have logged errors; Lambda's retries come within two."""

START_CHECK_AFTER = 10.0
"""Seconds without a further score after which functions are asked whether they can start; busy machines take long."""

LOG_CHECK_INTERVAL = 1.0
"""Seconds between two reads of the logs."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A clock that a test may replace."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)


def wait_for_scores(
    stack: LocalStack, expected: int, began: datetime, scored: Callable[[int], None], clock: Clock | None = None
) -> Sequence[Failure]:
    """Wait until all expected scores have come; return the functions' errors if they do not come, else nothing."""
    clock = clock or Clock()
    count, changed, look, asked = 0, clock.now(), clock.now() + LOG_CHECK_INTERVAL, False
    failures: Sequence[Failure] = ()
    while count < expected:
        stack.check()
        before, count, now = count, count_scores(stack.target), clock.now()
        scored(count)
        if count >= expected:
            break
        if count != before:
            changed, look = now, now + LOG_CHECK_INTERVAL
        if now >= look:
            failures, look = find_logged_failures(stack.target, began), now + LOG_CHECK_INTERVAL
            if not failures and not asked and now - changed >= START_CHECK_AFTER:
                failures, asked = list(find_invocation_failures(stack.target)), True
        if now - changed >= (SCORE_TIMEOUT_AFTER_ERRORS if failures else SCORE_TIMEOUT):
            return failures
        clock.wait(0.1)  # a table cannot be awaited
    return ()
