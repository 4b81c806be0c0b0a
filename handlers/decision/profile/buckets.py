"""Payments counted by the hour or by the day: those that the ring does not hold any more.

Each thing that is counted has a column: a list with the number of the newest hour or day first, that of the one before
next, and so on. A column ends where nothing is left but zeros, so most are short, and many empty.
"""

from bisect import bisect_left, bisect_right
from typing import Annotated

import msgspec
from msgspec import Meta

from handlers.decision.profile import flags

HOURS_KEPT, DAYS_KEPT = 26, 36
"""As many as windows of 24 hours and 30 days need, and some more for payments that arrive late."""

DAYS_KEPT_BRIEFLY = 13
"""Days of declined and high payments: as many as windows of 7 days need, and some more likewise."""

COUNT, DECLINED, HIGH, SMALL, UNSUMMED, SUM = range(6)
"""The columns. UNSUMMED payments are those that count and are not summed. No window of
hours asks for these, none of days for SMALL ones; the sums of days have a place of their own, where they take less."""

Number = Annotated[int, Meta(ge=0)]
_Hour = Annotated[list[Number], Meta(max_length=HOURS_KEPT)]
_Day = Annotated[list[Number], Meta(max_length=DAYS_KEPT)]
Hours = tuple[_Hour, _Hour, _Hour, _Hour, _Hour, _Hour]
Days = tuple[_Day, _Day, _Day, _Day, _Day, _Day]
Columns = tuple[list[int], list[int], list[int], list[int], list[int], list[int]]

_COUNTED = flags.DECLINED | flags.HIGH | flags.SMALL | flags.UNSUMMED

NONE: Columns = ([], [], [], [], [], [])


def plus(columns: Columns, age: int, amount: int, seen: int) -> Columns:
    """Return the columns with a payment, which has these flags, added to the hour or day of that age."""
    count, declined, high, small, unsummed, total = columns
    if seen & _COUNTED:
        declined = increased(declined, age, 1) if seen & flags.DECLINED else declined
        high = increased(high, age, 1) if seen & flags.HIGH else high
        small = increased(small, age, 1) if seen & flags.SMALL else small
        unsummed = increased(unsummed, age, 1) if seen & flags.UNSUMMED else unsummed
    return increased(count, age, 1), declined, high, small, unsummed, increased(total, age, amount) if amount else total


def aged(columns: Columns, by: int, kept: int, kept_briefly: int) -> Columns:
    """Return the same so many hours or days later, without what is `kept` of them old.

    DECLINED and HIGH, of which windows are shorter, are forgotten when they are `kept_briefly` of them old.
    """
    if not by or not columns[COUNT]:
        return columns
    if by >= kept:
        return NONE
    count, declined, high, small, unsummed, total = columns
    return (
        later(count, by, kept),
        declined and later(declined, by, kept_briefly),
        high and later(high, by, kept_briefly),
        small and later(small, by, kept),
        unsummed and later(unsummed, by, kept),
        total and later(total, by, kept),
    )


def in_unit(columns: Columns, factor: int) -> Columns:
    """Return the same with sums multiplied."""
    return (*columns[:SUM], [value * factor for value in columns[SUM]])  # type: ignore[return-value]


def increased(column: list[int], age: int, by: int) -> list[int]:
    """Return the column with a number added to that of the hour or day of an age."""
    if age >= len(column):
        return [*column, *[0] * (age - len(column)), by]
    column = column.copy()
    column[age] += by
    return column


def later(column: list[int], by: int, kept: int) -> list[int]:
    """Return the column so many hours or days later, without what is `kept` of them old."""
    column = [0] * by + column
    if len(column) > kept:
        del column[kept:]
        while column and not column[-1]:
            column.pop()
    return column


_LATER = [bytes([min(age + by, 255) for age in range(256)]) for by in range(DAYS_KEPT)]
"""For each number of days, the age after them that is of each age now."""


class Peaks(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The largest summed payments: each is larger than all of later days, so one look-up tells the most since a day."""

    ages: bytes = b""
    """Days before that of the profile's last payment; ascending, as the amounts are."""
    amounts: Annotated[list[Number], Meta(max_length=DAYS_KEPT)] = []

    def aged(self, by: int) -> "Peaks":
        """Return the same so many days later, without what is too old."""
        if not by or not self.ages:
            return self
        if by >= DAYS_KEPT:
            return Peaks()
        left = bisect_left(self.ages, DAYS_KEPT - by)
        return Peaks(self.ages[:left].translate(_LATER[by]), self.amounts[:left])

    def plus(self, age: int, amount: int) -> "Peaks":
        """Return the same with a payment added."""
        ages, amounts = self.ages, self.amounts
        at = bisect_right(ages, age)
        if at and amounts[at - 1] >= amount:
            return self
        start = bisect_left(ages, age)
        end = bisect_right(amounts, amount, start)
        return Peaks(b"%b%c%b" % (ages[:start], age, ages[end:]), [*amounts[:start], amount, *amounts[end:]])

    def most(self, newest: int, oldest: int) -> int | None:
        """Return the largest of days of these ages, both included."""
        at = bisect_right(self.ages, oldest) - 1
        return self.amounts[at] if at >= 0 and self.ages[at] >= newest else None
