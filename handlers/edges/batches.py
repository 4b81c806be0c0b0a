"""Batch calls, which may leave some of their entries undone."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from handlers.domain.errors import Unfinished

Entry = TypeVar("Entry")

ROUNDS = 6
FIRST_PAUSE = 0.05


def drain(
    entries: Sequence[Entry],
    *,
    size: int,
    call: Callable[[Sequence[Entry]], Sequence[Entry]],
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Calls with at most `size` entries each until none is undone; `call` returns those it left undone.

    Pauses between rounds are random shares of 0.05 s, doubling: "exponential backoff and jitter" of the AWS
    architecture blog, which DynamoDB's guide asks for on unprocessed items.

    Raises:
        Unfinished: entries were undone after the last round, or a call failed, which the SDK has repeated already.
    """
    undone = list(entries)
    for attempt in range(ROUNDS):
        if attempt:
            pause(random.uniform(0, FIRST_PAUSE * 2**attempt))  # noqa: S311 -- jitter, not a secret
        left: list[Entry] = []
        for first in range(0, len(undone), size):
            try:
                left += call(undone[first : first + size])
            except (ClientError, BotoCoreError) as error:
                raise Unfinished([*left, *undone[first:]], reason=type(error).__name__) from error
        undone = left
        if not undone:
            return
    raise Unfinished(undone, reason=f"undone after {ROUNDS} rounds")
