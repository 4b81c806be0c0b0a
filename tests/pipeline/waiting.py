"""Waits for what other processes, tables and queues do: all of it can only be polled."""

import time
from collections.abc import Callable
from typing import TypeVar

Awaited = TypeVar("Awaited")

VALUE_SECONDS = 120.0
CONDITION_SECONDS = 180.0
"""A command takes a few seconds, on a machine that does nothing else."""


def eventually(look: Callable[[], Awaited | None], what: str) -> Awaited:
    """Return the first true value that `look` returns; fail after two minutes, saying what was missing."""
    deadline = time.monotonic() + VALUE_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"there was no {what} within {VALUE_SECONDS:g} s")


def becomes_true(condition: Callable[[], bool], seconds: float = CONDITION_SECONDS) -> bool:
    """Return whether the condition holds within so many seconds."""
    deadline, pause = time.monotonic() + seconds, 0.002
    while not condition() and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(0.1, 1.5 * pause)  # who looks all the time takes the processor from what is waited for
    return condition()
