"""Payments counted by the hour or by the day: those that the ring does not hold any more."""

from bisect import bisect_left, bisect_right

import msgspec

from handlers.decision.profile.columns import increased, inserted, multiplied, number, numbers, packed, shortened

COUNT, DECLINED, HIGH, SMALL, UNSUMMED, SUM, SQUARES = COLUMNS = range(7)
"""The columns. UNSUMMED payments are those that count and are in neither SUM nor SQUARES."""


class Buckets(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Totals of the hours or days that have any, the newest first."""

    ages: bytes = b""
    """Hours or days before that of the profile's last payment; ascending."""
    columns: tuple[bytes, ...] = (b"",) * len(COLUMNS)

    def aged(self, by: int, kept: int) -> "Buckets":
        """Return the same so many hours or days later, without what is `kept` of them old."""
        if not by or not self.ages:
            return self
        count, left = len(self.ages), bisect_left(self.ages, kept - by)
        columns = self.columns if left == count else tuple([shortened(each, count, left) for each in self.columns])
        return Buckets(_older(self.ages[:left], by), columns)

    def plus(self, age: int, row: tuple[int, ...]) -> "Buckets":
        """Return the same with a row added to the bucket of that age."""
        ages, count = self.ages, len(self.ages)
        at = bisect_left(ages, age)
        add = zip(self.columns, row, strict=True)
        if at < count and ages[at] == age:
            return Buckets(ages, tuple([increased(column, count, at, by) if by else column for column, by in add]))
        columns = tuple([inserted(column, count, at, by) if by or column else column for column, by in add])
        return Buckets(ages[:at] + bytes((age,)) + ages[at:], columns)

    def in_unit(self, factor: int) -> "Buckets":
        """Return the same with sums multiplied."""
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
        ages, amounts = self.ages, numbers(self.amounts, len(self.ages))
        at = bisect_right(ages, age)
        if at and amounts[at - 1] >= amount:
            return self
        start = bisect_left(ages, age)
        end = max(start, bisect_right(amounts, amount))
        return Peaks(ages[:start] + bytes((age,)) + ages[end:], packed([*amounts[:start], amount, *amounts[end:]]))

    def most(self, newest: int, oldest: int) -> int | None:
        """Return the largest of days of these ages, both included."""
        at = bisect_right(self.ages, oldest) - 1
        return number(self.amounts, len(self.ages), at) if at >= 0 and self.ages[at] >= newest else None


def _older(ages: bytes, by: int) -> bytes:
    return bytes([age + by for age in ages])
