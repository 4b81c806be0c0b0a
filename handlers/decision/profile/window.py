"""The payments of a while before a moment, counted: the last ones by one, those before by hours or days."""

from bisect import bisect_left

from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.profile import flags
from handlers.decision.profile.buckets import COUNT, DECLINED, HIGH, NONE, SMALL, UNSUMMED
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.ring import LENGTH

FLAGGED = {
    column: int.from_bytes(bytes([flag]) * LENGTH, "little")
    for column, flag in (
        (DECLINED, flags.DECLINED),
        (HIGH, flags.HIGH),
        (SMALL, flags.SMALL),
        (UNSUMMED, flags.UNSUMMED),
    )
}
"""For each column, its flag in the flags of a whole ring, read as one number."""


class Window:
    """The payments of a past in a time up to its moment.

    Of the hour or day that the window covers in part, it takes the share of the time that it covers, rounded down. In
    one within which the ring begins, what had left the ring was earlier than that.
    """

    __slots__ = ("columns", "count", "covered", "newest", "oldest", "past", "span", "start")

    def __init__(self, past: Past, length: int) -> None:
        """Find the payments of so many milliseconds."""
        profile, since = past.profile, past.before - length
        self.past = past
        self.start = bisect_left(past.times, since - profile.ring.since, 0, past.end)
        """The place of the first of them in the ring; the last is the last of the past."""
        self.count = past.end - self.start
        """The number of all of them."""
        self.newest = self.oldest = self.covered = self.span = 0
        """Ages of the newest and the oldest hour or day, and of the time of the oldest how much is covered."""
        span, columns = (HOUR, profile.hours) if length <= DAY else (DAY, profile.days)
        if columns[COUNT] and profile.last // span >= since // span:
            self.columns = columns
            self._cover(since, span)
            self.count += self.earlier(columns[COUNT])
        else:
            self.columns = NONE

    def _cover(self, since: int, span: int) -> None:
        past = self.past
        last, begins = past.profile.last, past.begins
        if past.before <= last:
            self.newest = last // span - (past.before - 1) // span
        starts = since - since % span
        self.oldest = (last - starts) // span
        ends = begins if begins is not None and starts < begins < starts + span else starts + span
        self.covered, self.span = max(0, ends - since), ends - starts

    def count_of(self, column: int) -> int:
        """Return how many of them are DECLINED, HIGH, SMALL or UNSUMMED."""
        flagged = self.past.seen & FLAGGED[column]
        found = (flagged >> 8 * self.start).bit_count() if flagged else 0
        return found + self.earlier(earlier) if (earlier := self.columns[column]) else found

    def earlier(self, column: list[int]) -> int:
        """Return what a column of the hours or days of the window adds up to."""
        oldest = self.oldest
        total = sum(column[self.newest : oldest])
        return total + self.share(column[oldest]) if oldest < len(column) else total

    def share(self, number: int) -> int:
        """Return the share of a number of the oldest hour or day that falls to the part that is covered."""
        return number * self.covered // self.span if self.covered else 0


EMPTY = Window(Past(Profile(currency=""), 0), 0)
"""Any window without payments."""
