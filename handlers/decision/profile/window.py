"""The payments of a while before a moment: the last ones by one, those before by hours or days."""

from operator import mul

from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.profile import flags
from handlers.decision.profile.buckets import COUNT, DECLINED, HIGH, SMALL, SUM, UNSUMMED
from handlers.decision.profile.money import squared
from handlers.decision.profile.profile import HUNDREDTHS, Profile

_WITHOUT = {
    column: bytes([each for each in range(256) if not each & flag])
    for column, flag in (
        (DECLINED, flags.DECLINED),
        (HIGH, flags.HIGH),
        (SMALL, flags.SMALL),
        (UNSUMMED, flags.UNSUMMED),
    )
}
"""All values of a payment's flags that lack the one of a column."""


class Window:
    """The payments from a time up to another.

    Of the hour or day that the window covers in part, it takes the share of the time that it covers, rounded down. In
    one within which the ring begins, what had left the ring was earlier than that.
    """

    __slots__ = ("_amounts", "_columns", "_covered", "_flags", "_newest", "_oldest", "_profile", "_span", "count")

    def __init__(
        self, profile: Profile, since: int, before: int, *, amounts: list[int], seen: bytes, ring: int | None
    ) -> None:
        """Find the part of each column from `since` until `before`, in epoch milliseconds.

        `amounts` and `seen` are of the payments of the ring in that time; the first that the ring holds was at `ring`.
        """
        self._profile, self._amounts, self._flags = profile, amounts, seen
        span, self._columns = (HOUR, profile.hours) if before - since <= DAY else (DAY, profile.days)
        self.count = len(amounts)
        """The number of payments."""
        if not (counts := self._columns[COUNT]):
            self._newest = self._oldest = self._covered = 0
            return
        latest, first = profile.last // span, since // span
        self._newest, self._oldest = max(0, latest - (before - 1) // span), latest - first
        """The ages of its newest and its oldest hour or day."""
        if self._oldest < 0:
            self._oldest = self._covered = 0
            return
        begins = first * span
        ends = begins + span
        if ring is not None and begins < ring < ends:
            ends = ring
        self._covered, self._span = max(0, ends - since), ends - begins
        self.count += self._earlier(counts)

    def count_of(self, column: int) -> int:
        """Return how many of them are DECLINED, HIGH, SMALL or UNSUMMED."""
        found, earlier = len(self._flags.translate(None, _WITHOUT[column])), self._columns[column]
        return found + self._earlier(earlier) if earlier else found

    def sum(self) -> int:
        """Return the sum of their amounts, in the profile's unit."""
        return sum(self._amounts) + self._earlier(self._columns[SUM])

    def squares(self) -> int:
        """Return the sum of the squares of their amounts."""
        amounts, squares, oldest = self._amounts, self._profile.squares, self._oldest
        total = sum(map(mul, amounts, amounts) if self._profile.unit == HUNDREDTHS else map(squared, amounts))
        if squares.lower:
            total += squares.total(self._newest, oldest)
            if self._covered:
                total += squares.of(oldest) * self._covered // self._span
        return total

    def most(self) -> int | None:
        """Return the largest amount that was summed, on the day at its edge too; None if none was."""
        found = self._amounts
        if self._flags.translate(None, _WITHOUT[UNSUMMED]):
            found = [amount for amount, seen in zip(found, self._flags, strict=True) if not seen & flags.UNSUMMED]
        earlier = self._profile.peaks.most(self._newest, self._oldest if self._covered else self._oldest - 1)
        return max(found if earlier is None else [*found, earlier], default=None)

    def _earlier(self, column: list[int]) -> int:
        total, oldest = sum(column[self._newest : self._oldest]), self._oldest
        if self._covered and oldest < len(column):
            total += column[oldest] * self._covered // self._span
        return total
