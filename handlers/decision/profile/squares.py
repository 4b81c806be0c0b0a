"""The squares of the amounts of each day, summed: numbers that differ widely in length, in few bytes."""

from struct import Struct
from typing import Annotated

import msgspec
from msgspec import Meta

from handlers.decision.profile.buckets import DAYS_KEPT, Number, increased, later

WIDE = 4
"""Bytes of a number's lower part."""

_BITS = 8 * WIDE
_NUMBERS = {WIDE * days: Struct(f"<{days}I") for days in range(DAYS_KEPT + 1)}


class Squares(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A column of numbers in two parts, the newest day first."""

    lower: Annotated[bytes, Meta(max_length=WIDE * DAYS_KEPT)] = b""
    """The last 32 bits of each, the least significant byte first."""
    upper: Annotated[list[Number], Meta(max_length=DAYS_KEPT)] = []
    """The part above these of each; it ends where nothing is left but zeros."""

    def total(self, start: int, stop: int) -> int:
        """Return the sum of a part."""
        lower, upper = self.lower[WIDE * start : WIDE * stop], self.upper
        total: int = sum(_NUMBERS[len(lower)].unpack(lower))
        return total + (sum(upper[start:stop]) << _BITS) if upper else total

    def of(self, age: int) -> int:
        """Return the number of the day of an age."""
        lower = int.from_bytes(self.lower[WIDE * age : WIDE * (age + 1)], "little")
        return lower + (self.upper[age] << _BITS) if age < len(self.upper) else lower

    def plus(self, age: int, square: int) -> "Squares":
        """Return the same with a square added to the day of that age."""
        lower, at, end = self.lower, WIDE * age, WIDE * (age + 1)
        value = int.from_bytes(lower[at:end], "little") + square
        upper = increased(self.upper, age, more) if (more := value >> _BITS) else self.upper
        rest = (value - (more << _BITS)).to_bytes(WIDE, "little")
        return Squares(lower[:at].ljust(at, b"\0") + rest + lower[end:], upper)

    def aged(self, by: int) -> "Squares":
        """Return the same so many days later, without what is too old."""
        if not by or not self.lower:
            return self
        if by >= DAYS_KEPT:
            return Squares()
        lower = (bytes(WIDE * by) + self.lower)[: WIDE * DAYS_KEPT]
        return Squares(lower, self.upper and later(self.upper, by, DAYS_KEPT))
