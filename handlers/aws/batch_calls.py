"""Batch calls, which may leave some of their entries undone."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import map_concurrently
from handlers.contract.errors import PartialBatchError

Entry = TypeVar("Entry")

ROUNDS = 6
FIRST_PAUSE = 0.05


def drain(
    entries: Sequence[Entry],
    *,
    size: int,
    call: Callable[[Sequence[Entry]], Sequence[Entry]],
    pause: Callable[[float], None] = time.sleep,
    at_once: Callable[..., list[Any]] = map_concurrently,
) -> None:
    """Calls with at most `size` entries each until none is undone; `call` returns those it left undone.

    The calls of a round are under way side by side. Pauses between rounds are random shares of 0.05 s, doubling:
    "exponential backoff and jitter" of the AWS architecture blog, which DynamoDB's guide asks for on unprocessed items.

    Raises:
        PartialBatchError: entries were left after the last round, or a call failed, which the SDK has repeated.
    """

    def attempt(batch: Sequence[Entry]) -> tuple[Sequence[Entry], ClientError | BotoCoreError | None]:
        try:
            return call(batch), None
        except (ClientError, BotoCoreError) as error:
            return batch, error

    undone = list(entries)
    for round_ in range(ROUNDS):
        if round_:
            pause(random.uniform(0, FIRST_PAUSE * 2**round_))  # noqa: S311 -- jitter, not a secret
        tried = at_once(attempt, [undone[first : first + size] for first in range(0, len(undone), size)])
        undone = [entry for left, _ in tried for entry in left]
        if error := next((error for _, error in tried if error), None):
            raise PartialBatchError(undone, reason=type(error).__name__) from error
        if not undone:
            return
    raise PartialBatchError(undone, reason=f"undone after {ROUNDS} rounds")
