"""The amounts of each day, summed, in as few bytes as the largest takes: the newest day first.

They are packed: a byte that says in how many bytes each is written, then all, the least significant byte of each first.
Nothing is written where there is none.
"""

from typing import Annotated

from msgspec import Meta

from handlers.decision.profile.buckets import DAYS_KEPT

WIDEST = 16
"""Bytes of a number; sums take up to 13, for as many payments as are counted and as large as are summed."""

DaySums = Annotated[bytes, Meta(max_length=1 + WIDEST * DAYS_KEPT)]


def is_whole(sums: bytes) -> bool:
    """Return whether bytes are packed as they should be."""
    if not sums:
        return True
    wide = sums[0]
    return 0 < wide <= WIDEST and len(sums) % wide == 1 % wide and len(sums) <= 1 + wide * DAYS_KEPT


def plus(sums: bytes, age: int, amount: int) -> bytes:
    """Return the sums with an amount added to that of the day of an age."""
    sums = sums or b"\1"
    wide = sums[0]
    at = 1 + wide * age
    if (missing := at + wide - len(sums)) > 0:
        sums += bytes(missing)
    value = int.from_bytes(sums[at : at + wide], "little") + amount
    try:
        return b"%b%b%b" % (sums[:at], value.to_bytes(wide, "little"), sums[at + wide :])
    except OverflowError:
        return plus(_packed(_numbers(sums), wide + 1), age, amount)


def aged(sums: bytes, by: int) -> bytes:
    """Return the sums so many days later, without what is too old."""
    if not sums or by >= DAYS_KEPT:
        return b""
    wide = sums[0]
    sums = b"%c%b%b" % (wide, bytes(wide * by), sums[1 : 1 + wide * (DAYS_KEPT - by)])
    return sums if any(sums[wide::wide]) else _packed(_numbers(sums))


def times(sums: bytes, factor: int) -> bytes:
    """Return the sums with each multiplied."""
    return _packed([number * factor for number in _numbers(sums)])


def of(sums: bytes, age: int) -> int:
    """Return the sum of the day of an age."""
    wide = sums[0] if sums else 1
    return int.from_bytes(sums[1 + wide * age : 1 + wide * (age + 1)], "little")


def total(sums: bytes, start: int, stop: int) -> int:
    """Return the sum of a part.

    As a sum of digits is what is left of a number when nines are cast out: of digits twice as wide, which hold the sum.
    """
    if not sums:
        return 0
    wide = sums[0]
    every_second, nines = _DIGITS[wide]
    joined = int.from_bytes(sums[1 + wide * start : 1 + wide * stop], "little")
    return ((joined & every_second) + (joined >> 8 * wide & every_second)) % nines


def _numbers(sums: bytes) -> list[int]:
    return [of(sums, age) for age in range((len(sums) - 1) // sums[0])] if sums else []


def _packed(numbers: list[int], wide: int = 0) -> bytes:
    """Return the numbers, up to the last that is not zero, packed as narrow as they can be, or wider."""
    while numbers and not numbers[-1]:
        numbers.pop()
    wide = max(wide, (max(numbers, default=0).bit_length() + 7) // 8)
    return b"%c%b" % (wide, b"".join([number.to_bytes(wide, "little") for number in numbers])) if wide else b""


def _digits(wide: int) -> tuple[int, int]:
    return int.from_bytes((b"\xff" * wide + bytes(wide)) * (DAYS_KEPT // 2), "little"), 256 ** (2 * wide) - 1


_DIGITS = [_digits(wide) for wide in range(WIDEST + 2)]
"""For each width, a mask of every second number, and the nines to cast out; a payment widens sums by a byte at most."""
