"""Calls to AWS at the same time, where their order does not matter: who waits for one could wait for ten."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MAX_WORKERS = 10
"""As many connections as botocore keeps open to a service by default."""

POOL = ThreadPoolExecutor(MAX_WORKERS)
"""Its threads start when they are first needed, and stay for the invocations after."""


def map_concurrently(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return the result of `work` for each item, in the order of the items; raise the first error that it raises."""
    return list(POOL.map(work, items)) if len(items) > 1 else [work(item) for item in items]
