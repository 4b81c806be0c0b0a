"""Waits for what other processes, tables and queues do: all of it can only be polled."""

import time
from collections.abc import Callable
from typing import TypeVar

Awaited = TypeVar("Awaited")

VALUE_SECONDS = 120.0
CONDITION_SECONDS = 180.0
"""A command takes a few seconds, on a machine that does nothing else."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.002, 0.15
"""Seconds between two looks, of which each may start a command."""
ROW_PAUSE = 0.05
"""Seconds after the first look for a row: who writes it needs a moment more to come to its end."""


def eventually(look: Callable[[], Awaited | None], what: str) -> Awaited:
    """Return the first true value that `look` returns; fail after two minutes, saying what was missing."""
    deadline, pause = time.monotonic() + VALUE_SECONDS, ROW_PAUSE
    while time.monotonic() < deadline:
        if found := look():
            return found
        pause = _paused(pause)
    raise AssertionError(f"there was no {what} within {VALUE_SECONDS:g} s")


def becomes_true(condition: Callable[[], bool], seconds: float = CONDITION_SECONDS) -> bool:
    """Return whether the condition holds within so many seconds."""
    deadline, pause = time.monotonic() + seconds, SHORTEST_PAUSE
    while not condition() and time.monotonic() < deadline:
        pause = _paused(pause)
    return condition()


def _paused(seconds: float) -> float:
    """Sleep for so long, and return how long to sleep next: who looks all the time slows what is waited for."""
    time.sleep(seconds)
    return min(LONGEST_PAUSE, 1.5 * seconds)
