"""Columns of numbers as bytes, which they stay in memory too: a profile has many, and few are looked at.

A column of n numbers from 0 up has n rows of as many bytes, the least significant first; none at all if each is 0. So
its length says how wide it is.
"""

WIDEST = 32
"""Bytes of a number: the sum of a day's squares takes 20, for amounts as large as are summed."""


def are_columns(columns: tuple[bytes, ...], count: int) -> bool:
    """Return whether each can be a column of so many numbers."""
    if not count:
        return not any(columns)
    return not any(len(column) % count for column in columns) and max(map(len, columns)) <= WIDEST * count


def number(column: bytes, count: int, at: int) -> int:
    """Return one of the numbers."""
    wide = len(column) // count
    return int.from_bytes(column[at * wide : (at + 1) * wide], "little")


def numbers(column: bytes, count: int) -> list[int]:
    """Return all of the numbers."""
    return [number(column, count, at) for at in range(count)]


def sum_of(column: bytes, count: int, start: int, stop: int) -> int:
    """Return the sum of a part of a column."""
    if not column:
        return 0
    wide = len(column) // count
    if wide == 1:
        return sum(column[start:stop])
    start, stop = start * wide, stop * wide
    return sum([sum(column[start + place : stop : wide]) << 8 * place for place in range(wide)])


def increased(column: bytes, count: int, at: int, by: int) -> bytes:
    """Return the column with one of its numbers increased."""
    wide = len(column) // count
    value = int.from_bytes(column[at * wide : (at + 1) * wide], "little") + by
    if value >> 8 * wide:
        wide = bytes_of(value)
        column = relaid(column, count, wide)
    return column[: at * wide] + value.to_bytes(wide, "little") + column[(at + 1) * wide :]


def inserted(column: bytes, count: int, at: int, value: int) -> bytes:
    """Return the column with one number more."""
    wide = len(column) // count if count else 0
    if value >> 8 * wide:
        wide = bytes_of(value)
        column = relaid(column, count, wide)
    return column[: at * wide] + value.to_bytes(wide, "little") + column[at * wide :]


def shortened(column: bytes, count: int, to: int) -> bytes:
    """Return the first numbers of a column, no wider than they need to be."""
    if not column:
        return column
    wide = needed = len(column) // count
    column = column[: to * wide]
    while needed and not any(column[needed - 1 :: wide]):
        needed -= 1
    return column if needed == wide else relaid(column, to, needed)


def multiplied(column: bytes, count: int, factor: int) -> bytes:
    """Return the column with each number multiplied."""
    return packed([value * factor for value in numbers(column, count)])


def packed(values: list[int]) -> bytes:
    """Return the column of the numbers."""
    wide = bytes_of(max(values, default=0))
    return b"".join([value.to_bytes(wide, "little") for value in values])


def bytes_of(value: int) -> int:
    """Return how many bytes a number takes."""
    return (value.bit_length() + 7) // 8


def relaid(column: bytes, count: int, wide: int) -> bytes:
    """Return the column in rows of another width, in which its numbers fit."""
    was = len(column) // count if count else 0
    rows = bytearray(count * wide)
    for place in range(min(was, wide)):
        rows[place::wide] = column[place::was]
    return bytes(rows)
