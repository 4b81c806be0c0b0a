"""Calls to AWS side by side, where their order does not matter: a function that waits for one could wait for four."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

LANES = 4
POOL = ThreadPoolExecutor(LANES)
"""Its threads start when they are first needed, and stay for the invocations after."""


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """What `work` makes of each item, in the order of the items; the first error that it raises is raised here."""
    return list(POOL.map(work, items)) if len(items) > 1 else [work(item) for item in items]
