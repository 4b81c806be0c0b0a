"""The payments of a while before a moment: the last ones by one, those before by hours or days."""

from bisect import bisect_left
from operator import mul

from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.profile import day_sums, flags
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
        *("_squares_left_out", "_summed_earlier", "count", "is_sound", "since", "summed", "total"),
    )

    def __init__(self, past: Past, length: int) -> None:
        """Add up the payments of so many milliseconds."""
        profile, end = past.profile, past.end
        self._profile, self.since = profile, (since := past.before - length)
        start = bisect_left(past.times, since - profile.ring.since, 0, end)
        self._amounts, self._flags = past.amounts[start:end], int.from_bytes(past.flags[start:end], "little")
        count, total = end - start, sum(self._amounts)
        summed = count - (self._flags & _FLAGGED[UNSUMMED]).bit_count() if self._flags else count
        span, columns = (HOUR, profile.hours) if length <= DAY else (DAY, profile.days)
        if columns[COUNT] and profile.last // span >= since // span:
            self._columns = columns
            self._cover(span, past)
            earlier = self._earlier(columns[COUNT])
            count += earlier
            self._summed_earlier = earlier - self._earlier(columns[UNSUMMED])
            summed += self._summed_earlier
            total += self._earlier(columns[SUM]) if span == HOUR else self._earlier_sum(profile.sums)
        else:
            self._columns, self._newest, self._oldest, self._covered, self._summed_earlier = NONE, 0, 0, 0, 0
        self.count, self.summed, self.total = count, summed, total * profile.unit
        """The number of payments, the number of those that are not UNSUMMED, and the sum of their amounts in 10^-4."""
        self.is_sound, self._squares_left_out = summed >= 0, 0
        """False if more was left out than there was."""

    def _cover(self, span: int, past: Past) -> None:
        """Find the hours or days that it covers: by age, and of the time of the oldest how much."""
        last, since = past.profile.last, self.since
        self._newest = 0 if past.before > last else last // span - (past.before - 1) // span
        self._oldest = last // span - since // span
        starts, begins = since - since % span, past.begins
        ends = begins if begins is not None and starts < begins < starts + span else starts + span
        self._covered, self._span = max(0, ends - since), ends - starts

    def leave_out(self, payments: int, total: int, squares: int) -> None:
        """Take so many of the payments that are summed out of the sums."""
        self.summed -= payments
        self.total -= total
        self._squares_left_out += squares
        self.is_sound = self.summed >= 0 and self.total >= 0

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
        """Return the largest amount that was summed, on the day at its edge too, in 10^-4.

        None if none was, or if of days before the ring all that is known is a larger one after the window.
        """
        found, unit = self._amounts, self._profile.unit
        if self._flags & _FLAGGED[UNSUMMED]:
            seen = self._flags.to_bytes(len(found), "little")
            found = [amount for amount, each in zip(found, seen, strict=True) if not each & flags.UNSUMMED]
        most = max(found, default=None)
        peaks = self._profile.peaks
        earlier = peaks.most(self._newest, self._oldest if self._covered else self._oldest - 1)
        if earlier is None and self._summed_earlier:  # none of them was larger than the largest of later days
            later = peaks.most(0, self._newest - 1)
            if most is None or later is None or later > most:
                return None
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

    def _earlier_sum(self, packed: bytes) -> int:
        total = day_sums.total(packed, self._newest, self._oldest)
        return total + day_sums.of(packed, self._oldest) * self._covered // self._span if self._covered else total
