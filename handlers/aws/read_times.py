"""The times at which an instance read the strategies, or failed to: they say when to read again. Pure.

Times are epoch milliseconds. What is known is as old as the moment just before its query was sent: whatever replaced it
since did so later.
"""

OLD = 30_000
"""The age at which they are read again."""

LONGEST_UNNOTICED = 60_000
"""The longest time for which what was replaced may decide without a word about it."""

PAUSE = 5_000
"""The time after a read that failed in which nobody waits for another, but an instance that knows nothing yet."""


class ReadTimes:
    """The last read that succeeded, and the last that did not."""

    def __init__(self, *, decision_seconds: int = 0) -> None:
        """Note that nothing was read yet; what is asked for at a time decides within `decision_seconds` of it."""
        self._limit = LONGEST_UNNOTICED - decision_seconds * 1000
        self._as_of: int | None = None
        self._failed: int | None = None

    def succeeded(self, now: int) -> None:
        """Note a read that began at a time."""
        self._as_of = now

    def failed(self, now: int) -> None:
        """Note a read that began at a time, and was not answered."""
        self._failed = now

    def is_old(self, now: int) -> bool:
        """Return whether the strategies are to be read again."""
        return not self._is_within(OLD, now)

    def is_late(self, now: int) -> bool:
        """Return whether they may have been replaced over a minute ago by the time of a decision."""
        return not self._is_within(self._limit, now)

    def has_just_failed(self, now: int) -> bool:
        """Return whether the table did not answer a moment ago."""
        return self._failed is not None and 0 <= now - self._failed < PAUSE

    def is_due(self, now: int) -> bool:
        """Return whether to read before, or beside, what is to be done anyway: each time while nothing is known."""
        return self.is_old(now) and not (self._as_of is not None and self.has_just_failed(now))

    def is_due_beside(self, now: int) -> bool:
        """Return the same beside a request before which they were perhaps read in vain."""
        return self.is_due(now) and self._failed != now

    def _is_within(self, age: int, now: int) -> bool:
        return self._as_of is not None and 0 <= now - self._as_of <= age
