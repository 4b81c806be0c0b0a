"""Payments counted by the hour or by the day: those that the ring does not hold any more."""

from bisect import bisect_left, bisect_right

import msgspec

from handlers.decision.profile.columns import (
    cleared,
    increased,
    inserted,
    multiplied,
    number,
    shortened,
)

COUNT, DECLINED, HIGH, SMALL, UNSUMMED, SUM, SQUARES = COLUMNS = range(7)
"""The columns. UNSUMMED payments are those that count and are in neither SUM nor SQUARES."""

_EMPTY = (b"",) * len(COLUMNS)


class Buckets(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Totals of the hours or days that have any, the newest first."""

    ages: bytes = b""
    """Hours or days before that of the profile's last payment; ascending."""
    columns: tuple[bytes, ...] = ()
    """Of each of COLUMNS; none while there are no buckets."""

    def aged(self, by: int, kept: int, kept_briefly: int) -> "Buckets":
        """Return the same so many hours or days later, without what is `kept` of them old.

        DECLINED and HIGH, of which windows are shorter, are forgotten when they are `kept_briefly` of them old.
        """
        if not by or not self.ages:
            return self
        count, left = len(self.ages), bisect_left(self.ages, kept - by)
        if not left:
            return Buckets()
        columns = [shortened(each, count, left) for each in self.columns] if left < count else list(self.columns)
        brief = bisect_left(self.ages, kept_briefly - by)
        if brief < left:
            columns[DECLINED] = cleared(columns[DECLINED], left, brief)
            columns[HIGH] = cleared(columns[HIGH], left, brief)
        return Buckets(_older(self.ages[:left], by), tuple(columns))

    def plus(self, age: int, row: tuple[int, ...]) -> "Buckets":
        """Return the same with a row added to the bucket of that age."""
        ages, count = self.ages, len(self.ages)
        at = bisect_left(ages, age)
        add = zip(self.columns or _EMPTY, row, strict=True)
        if at < count and ages[at] == age:
            return Buckets(ages, tuple([increased(column, count, at, by) if by else column for column, by in add]))
        columns = tuple([inserted(column, count, at, by) if by or column else column for column, by in add])
        return Buckets(ages[:at] + bytes((age,)) + ages[at:], columns)

    def in_unit(self, factor: int) -> "Buckets":
        """Return the same with sums multiplied."""
        if not self.ages:
            return self
        columns, count = list(self.columns), len(self.ages)
        columns[SUM] = multiplied(columns[SUM], count, factor)
        return Buckets(self.ages, tuple(columns))


class Peaks(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The largest summed payments: each is larger than all of later days, so one look-up tells the most since a day."""

    ages: bytes = b""
    """Days before that of the profile's last payment; ascending, as the amounts are."""
    amounts: bytes = b""

    def aged(self, by: int, kept: int) -> "Peaks":
        """Return the same so many days later, without what is `kept` days old."""
        if not by or not self.ages:
            return self
        count, left = len(self.ages), bisect_left(self.ages, kept - by)
        return Peaks(_older(self.ages[:left], by), shortened(self.amounts, count, left))

    def plus(self, age: int, amount: int) -> "Peaks":
        """Return the same with a payment added."""
        ages, amounts, count = self.ages, self.amounts, len(self.ages)
        at = bisect_right(ages, age)
        if at and number(amounts, count, at - 1) >= amount:
            return self
        start = end = bisect_left(ages, age)
        while end < count and number(amounts, count, end) <= amount:
            end += 1
        amounts = inserted(amounts, count, start, amount, over=end - start)
        return Peaks(ages[:start] + bytes((age,)) + ages[end:], amounts)

    def most(self, newest: int, oldest: int) -> int | None:
        """Return the largest of days of these ages, both included."""
        at = bisect_right(self.ages, oldest) - 1
        return number(self.amounts, len(self.ages), at) if at >= 0 and self.ages[at] >= newest else None


def _older(ages: bytes, by: int) -> bytes:
    return bytes([age + by for age in ages])
