"""Batch calls, which may leave some of their entries unprocessed."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import map_concurrently
from handlers.contract.errors import PartialBatchError

Entry = TypeVar("Entry")

LARGEST_READ, LARGEST_WRITE = 100, 25
"""Items that DynamoDB takes in one BatchGetItem, and in one BatchExecuteStatement."""

MAX_ROUNDS = 6
FIRST_PAUSE = 0.05


def drain(
    entries: Sequence[Entry],
    *,
    size: int,
    call: Callable[[Sequence[Entry]], Sequence[Entry]],
    pause: Callable[[float], None] = time.sleep,
    map_calls: Callable[..., list[Any]] = map_concurrently,
) -> None:
    """Call with at most `size` entries each until all are processed; `call` returns those it left unprocessed.

    The calls of a round run concurrently, with a pause between two rounds.

    Raises:
        PartialBatchError: entries were left after the last round, or a call failed after the SDK's own retries.
    """

    def attempt(batch: Sequence[Entry]) -> tuple[Sequence[Entry], ClientError | BotoCoreError | None]:
        try:
            return call(batch), None
        except (ClientError, BotoCoreError) as error:
            return batch, error

    unprocessed = list(entries)
    for round_ in range(MAX_ROUNDS):
        if round_:
            pause(pause_before(round_))
        results = map_calls(attempt, [unprocessed[first : first + size] for first in range(0, len(unprocessed), size)])
        unprocessed = [entry for left, _ in results for entry in left]
        if error := next((error for _, error in results if error), None):
            raise PartialBatchError(unprocessed, reason=type(error).__name__) from error
        if not unprocessed:
            return
    raise PartialBatchError(unprocessed, reason=f"undone after {MAX_ROUNDS} rounds")


def pause_before(round_: int) -> float:
    """Return the seconds to wait before a further round, the first of which is 1: a random share of 0.05 s, doubling.

    "Exponential backoff and jitter" of the AWS architecture blog, which DynamoDB's guide asks for on unprocessed items.
    """
    return random.uniform(0, FIRST_PAUSE * 2**round_)  # noqa: S311 -- jitter, not a secret
