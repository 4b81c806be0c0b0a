"""The stream's lag, as far as an instance of Decision can tell by what it stored and by Scoring's heartbeat. Pure."""

from collections import deque

BETWEEN_BEATS = 10_000
"""Milliseconds of receipt; Scoring writes its heartbeat no more often, so what was received so long after the one that
it tells of may be settled."""

LONGEST_LAG = 60_000
"""Milliseconds after which what was stored and not scored means that profiles are stale."""

MOST_PUTS = 86_400
"""Seconds in which something was stored that are remembered: a day, after which the stream itself forgets."""


class StreamLag:
    """The times at which this instance stored something that Scoring is not known to have settled, to the second."""

    def __init__(self) -> None:
        self._puts = deque[int]()

    def stored(self, at: int) -> None:
        """Note that something was stored, in epoch milliseconds."""
        if len(self._puts) < MOST_PUTS and (not self._puts or at >= self._puts[-1] + 1000):
            self._puts.append(at)

    def is_stale(self, heartbeat: int, now: int) -> bool:
        """Return whether profiles lag by over a minute, given the heartbeat's time of receipt: 0 if there is none."""
        while self._puts and self._puts[0] <= heartbeat + BETWEEN_BEATS:
            self._puts.popleft()
        return bool(self._puts) and now - self._puts[0] > LONGEST_LAG
