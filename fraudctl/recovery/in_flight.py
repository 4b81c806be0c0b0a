"""The messages that a run has in flight, those that others have, and when to stop polling an empty queue."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fraudctl.recovery.queue import LARGEST_BATCH, ReceivedMessage, RedriveQueue

COUNT_LAG = 60.0
"""Seconds until the counts of a queue are certainly right again, from GetQueueAttributes in SQS's API reference."""

POLL = 5
"""Seconds of one wait for a message, which ends when one becomes visible; Ctrl-C is noticed between two of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherMessages:
    """The messages of a queue that this run has not in flight."""

    visible: int
    held: int
    """In flight with others."""
    uncertain: int
    """The number of those that may be this run's own, deleted so recently that the queue may still count them."""


class InFlightMessages:
    """The messages that a run has received from a queue and neither deleted nor released."""

    def __init__(
        self, queue: RedriveQueue, *, count_lag: float = COUNT_LAG, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._queue = queue
        self._count_lag = count_lag
        self._clock = clock
        self._messages: dict[str, ReceivedMessage] = {}
        self._invisible_until: dict[str, float] = {}
        self._deleted: set[str] = set()
        self._recent_deletions: deque[float] = deque()

    def __len__(self) -> int:
        return len(self._messages)

    def receive(self, limit: int = LARGEST_BATCH, *, wait: int | None = None) -> list[ReceivedMessage] | None:
        """Receive messages; return those that are new to this run, or None when the queue returned none at all.

        SQS may deliver a message twice, and one that is held for too long comes again.
        """
        until = self._clock() + self._queue.visibility_timeout
        batch = self._queue.receive(limit, wait=wait)
        if not batch:
            return None
        self._queue.delete([each for each in batch if each.id in self._deleted])
        kept = [each for each in batch if each.id not in self._deleted]
        new = [each for each in kept if each.id not in self._messages]
        self._messages |= {each.id: each for each in kept}
        self._invisible_until |= {each.id: until for each in kept}
        return list({each.id: each for each in new}.values())

    def delete(self, message_ids: Sequence[str]) -> set[str]:
        """Delete messages, at most ten; return the ids of those that could not be deleted and will come again."""
        undeleted = self._queue.delete([self._messages[each] for each in message_ids])
        for deleted in set(message_ids) - undeleted:
            del self._messages[deleted], self._invisible_until[deleted]
            self._deleted.add(deleted)
            self._recent_deletions.append(self._clock())
        return undeleted

    def is_safe(self, message_id: str) -> bool:
        """Return whether nobody else can receive the message now: it is in flight, or this run has deleted it."""
        return message_id in self._deleted or self._invisible_until.get(message_id, 0) > self._clock()

    def others(self) -> OtherMessages:
        """Count the queue's other messages."""
        depth, now = self._queue.depth(), self._clock()
        while self._recent_deletions and self._recent_deletions[0] <= now - self._count_lag:
            self._recent_deletions.popleft()
        held = max(0, depth.held - sum(until > now for until in self._invisible_until.values()))
        return OtherMessages(visible=depth.visible, held=held, uncertain=min(held, len(self._recent_deletions)))

    def release(self) -> None:
        """Make all of them visible again."""
        self._queue.release(self._messages.values())


@dataclass(kw_only=True)
class EmptyPolls:
    """Polls in a row that returned no message, and how long to go on with them."""

    wait: bool
    """True to wait for the messages that others hold."""
    visibility_timeout: float
    """Seconds after which a message that another redrive holds is visible again."""
    clock: Callable[[], float] = time.monotonic
    _since: float | None = None

    @property
    def wait_seconds(self) -> int | None:
        """Return how long the next poll waits for a message: the queue's own time unless the last poll was empty."""
        return None if self._since is None else POLL

    def reset(self) -> None:
        """Note that a poll returned a new message."""
        self._since = None

    def should_continue(self, others: OtherMessages) -> bool:
        """Note an empty poll; return whether to poll once more.

        A message that is counted as visible comes with the next poll, or the count is not right yet. One that is held
        may be this run's own, which it deleted, until the count is right. Those of others are waited for only if asked.
        """
        now = self.clock()
        self._since = now if self._since is None else self._since
        patience = 0.0
        if others.visible or 0 < others.held <= others.uncertain:
            patience = COUNT_LAG
        if self.wait and others.held:
            patience = max(patience, self.visibility_timeout + POLL)  # the last poll ends after the last timeout
        return now - self._since < patience
