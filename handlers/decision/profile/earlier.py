"""The part of a window that the ring does not hold any more, counted by hours or days."""

from bisect import bisect_left

from handlers.decision.profile.buckets import Buckets, Peaks
from handlers.decision.profile.columns import number, sum_of


class Earlier:
    """The part of a window that buckets hold.

    Of the bucket that the window covers in part, it takes the share of the time that it covers, rounded down. In a
    bucket within which the ring begins, what had left the ring was earlier than that.
    """

    def __init__(self, buckets: Buckets, span: int, *, last: int, since: int, before: int, ring: int | None) -> None:
        """Find the part from `since` until `before`, for buckets of a span counted back from that of `last`.

        `ring` is the time of the earliest payment that the ring holds; all times are in epoch milliseconds.
        """
        ages, begins, latest = buckets.ages, since - since % span, last // span
        self._buckets = buckets
        self._newest, self._oldest = latest - (before - 1) // span, latest - begins // span
        """The ages of its newest and its oldest bucket."""
        self._start, self._partly = bisect_left(ages, self._newest), bisect_left(ages, self._oldest)
        """The places of its first bucket, and of the one that it covers in part."""
        ends = begins + span
        if ring is not None and begins < ring < ends:
            ends = ring
        self._covered, self._span = max(0, ends - since), ends - begins
        self._has_part = self._covered and self._partly < len(ages) and ages[self._partly] == self._oldest

    def total(self, column: int) -> int:
        """Return the total of a column."""
        values, count = self._buckets.columns[column], len(self._buckets.ages)
        if not values:
            return 0
        part = number(values, count, self._partly) * self._covered // self._span if self._has_part else 0
        return sum_of(values, count, self._start, self._partly) + part

    def most(self, peaks: Peaks) -> int | None:
        """Return the largest amount that was summed, on the day at its edge too; None if none was."""
        return peaks.most(self._newest, self._oldest if self._covered else self._oldest - 1)
