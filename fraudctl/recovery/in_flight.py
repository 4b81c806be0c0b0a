"""What a run has in its hands, and what of the queue it has not."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fraudctl.recovery.queue import MOST_IN_A_CALL, ReceivedMessage, RedriveQueue

COUNT_LAG = 60.0
"""Seconds until the counts of a queue are certainly right again, from GetQueueAttributes in SQS's API reference."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherMessages:
    """The messages that a run has not in its hands."""

    in_sight: int
    held: int
    """Out of sight, in the hands of others."""
    doubtful: int
    """How many of those may be this run's own, deleted so lately that the queue may count them still."""


class InFlightMessages:
    """The messages that a run has taken from a queue and neither deleted nor given back."""

    def __init__(
        self, queue: RedriveQueue, *, settling: float = COUNT_LAG, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._queue = queue
        self._settling = settling
        self._clock = clock
        self._held: dict[str, ReceivedMessage] = {}
        self._until: dict[str, float] = {}
        self._gone: set[str] = set()
        self._left: deque[float] = deque()

    def __len__(self) -> int:
        return len(self._held)

    def __getitem__(self, message_id: str) -> ReceivedMessage:
        return self._held[message_id]

    def take(self, most: int = MOST_IN_A_CALL, *, wait: int | None = None) -> list[ReceivedMessage] | None:
        """Take what is in sight; return what was not seen before, or None when nothing at all was given out.

        SQS may give out a message twice, and one that is held for too long comes again.
        """
        until = self._clock() + self._queue.hold
        batch = self._queue.take(most, wait=wait)
        if not batch:
            return None
        self._queue.delete([each for each in batch if each.id in self._gone])
        mine = [each for each in batch if each.id not in self._gone]
        fresh = [each for each in mine if each.id not in self._held]
        self._held |= {each.id: each for each in mine}
        self._until |= {each.id: until for each in mine}
        return list({each.id: each for each in fresh}.values())

    def delete(self, message_ids: Sequence[str]) -> set[str]:
        """Delete messages, at most ten; return the ids of those that could not be and will come again."""
        undeleted = self._queue.delete([self._held[each] for each in message_ids])
        for gone in set(message_ids) - undeleted:
            del self._held[gone], self._until[gone]
            self._gone.add(gone)
            self._left.append(self._clock())
        return undeleted

    def vouch_for(self, message_id: str) -> bool:
        """Whether the message is out of others' reach, or was deleted by this run, which had its reason."""
        return message_id in self._gone or self._until.get(message_id, 0) > self._clock()

    def elsewhere(self) -> OtherMessages:
        """Count what the queue has beside these."""
        counts, now = self._queue.counts(), self._clock()
        while self._left and self._left[0] <= now - self._settling:
            self._left.popleft()
        held = max(0, counts.held - sum(until > now for until in self._until.values()))
        return OtherMessages(in_sight=counts.in_sight, held=held, doubtful=min(held, len(self._left)))

    def release(self) -> None:
        """Bring all of them back into sight."""
        self._queue.release(self._held.values())
