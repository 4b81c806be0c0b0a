"""The payments of a while before a moment: the last ones by one, those before by hours or days."""

from bisect import bisect_left
from operator import mul

from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.profile import flags
from handlers.decision.profile.buckets import COUNT, DECLINED, HIGH, NONE, SMALL, SUM, UNSUMMED
from handlers.decision.profile.money import squared
from handlers.decision.profile.past import Past
from handlers.decision.profile.profile import HUNDREDTHS
from handlers.decision.profile.ring import LENGTH

_FLAGGED = {
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

    __slots__ = (
        *("_amounts", "_columns", "_covered", "_flags", "_newest", "_oldest", "_profile", "_span"),
        *("_squares_left_out", "count", "since", "summed", "total"),
    )

    def __init__(self, past: Past, length: int) -> None:
        """Add up the payments of so many milliseconds."""
        profile, before, end = past.profile, past.before, past.end
        self._profile, self.since = profile, (since := before - length)
        start = bisect_left(past.times, since - profile.ring.since, 0, end)
        self._amounts, self._flags = past.amounts[start:end], int.from_bytes(past.flags[start:end], "little")
        self.count, self.summed, self.total = end - start, end - start, sum(self._amounts)
        """The number of payments, the number of those that are not UNSUMMED, and the sum of their amounts in 10^-4."""
        if self._flags:
            self.summed -= (self._flags & _FLAGGED[UNSUMMED]).bit_count()
        self._squares_left_out = 0
        self._columns, self._newest, self._oldest, self._covered, self._span = NONE, 0, 0, 0, 1
        """The ages of its newest and its oldest hour or day, and the part of the time of the oldest that it covers."""
        span, columns = (HOUR, profile.hours) if length <= DAY else (DAY, profile.days)
        latest, first = profile.last // span, since // span
        if columns[COUNT] and first <= latest:
            starts, begins = first * span, past.begins
            ends = begins if begins is not None and starts < begins < starts + span else starts + span
            self._covered, self._span = max(0, ends - since), ends - starts
            self._columns, self._newest, self._oldest = columns, max(0, latest - (before - 1) // span), latest - first
            earlier = self._earlier(columns[COUNT])
            self.count += earlier
            self.summed += earlier - self._earlier(columns[UNSUMMED])
            self.total += self._earlier(columns[SUM])
        self.total *= profile.unit

    def leave_out(self, payments: int, total: int, squares: int) -> None:
        """Take so many of the payments that are summed out of the sums."""
        self.summed -= payments
        self.total -= total
        self._squares_left_out += squares

    @property
    def is_sound(self) -> bool:
        """Return whether there is no less than nothing after what was left out."""
        return self.summed >= 0 and self.total >= 0

    def count_of(self, column: int) -> int:
        """Return the COUNT of them, or of those that are DECLINED, HIGH, SMALL or UNSUMMED."""
        if column == COUNT:
            return self.count
        found = (self._flags & _FLAGGED[column]).bit_count() if self._flags else 0
        return found + self._earlier(earlier) if (earlier := self._columns[column]) else found

    def squares(self) -> int:
        """Return the sum of the squares of the amounts that are summed; below zero if too much was left out."""
        amounts, squares, oldest = self._amounts, self._profile.squares, self._oldest
        total = sum(map(mul, amounts, amounts) if self._profile.unit == HUNDREDTHS else map(squared, amounts))
        if squares.lower:
            total += squares.total(self._newest, oldest)
            if self._covered:
                total += squares.of(oldest) * self._covered // self._span
        return total - self._squares_left_out

    def most(self) -> int | None:
        """Return the largest amount that was summed, on the day at its edge too, in 10^-4; None if none was."""
        found, unit = self._amounts, self._profile.unit
        if self._flags & _FLAGGED[UNSUMMED]:
            seen = self._flags.to_bytes(len(found), "little")
            found = [amount for amount, each in zip(found, seen, strict=True) if not each & flags.UNSUMMED]
        most = max(found, default=None)
        earlier = self._profile.peaks.most(self._newest, self._oldest if self._covered else self._oldest - 1)
        if earlier is None or (most is not None and most >= earlier):
            return None if most is None else most * unit
        return earlier * unit

    def _earlier(self, column: list[int]) -> int:
        if not column:
            return 0
        oldest = self._oldest
        total = sum(column[self._newest : oldest])
        if oldest < len(column) and self._covered:
            total += column[oldest] * self._covered // self._span
        return total
