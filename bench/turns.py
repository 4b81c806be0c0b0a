"""CPU time of two pieces of work that take turns in one process, so that both run under the same conditions."""

import statistics
import time
from collections.abc import Callable


def in_turns(one: Callable[[], object], other: Callable[[], object], *, calls: int, rounds: int) -> tuple[float, float]:
    """Return the CPU seconds a call of each, medians of the rounds."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for work, seconds in zip((one, other), taken, strict=True):
            started = time.process_time()
            for _ in range(calls):
                work()
            seconds.append((time.process_time() - started) / calls)
    return statistics.median(taken[0]), statistics.median(taken[1])
