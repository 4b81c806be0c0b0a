"""Sums beyond 64 bits, which MessagePack has no room for: they are written in digits, and all others as they are."""

from typing import Any

import msgspec

from handlers.decision.profile.profile import Profile

LARGEST = 2**64 - 1
"""A number that MessagePack holds."""

MOST_DIGITS = 60
"""Digits of a sum of squares are up to 48, for amounts as large as are summed."""

_COLUMNS = [Profile.__struct_fields__.index(name) for name in ("hours", "days")]
_SQUARES = Profile.__struct_fields__.index("squares")


def with_digits(profile: Profile) -> list[Any]:
    """Return the fields of a profile in which large sums are texts."""
    fields = list(msgspec.structs.astuple(profile))
    for place in _COLUMNS:
        fields[place] = [_written(column) for column in fields[place]]
    fields[_SQUARES] = [profile.squares.lower, _written(profile.squares.upper)]
    return fields


def without_digits(fields: Any) -> Profile:
    """Return the profile that has these fields.

    Raises:
        ValueError, TypeError, IndexError: they are of none.
    """
    for place in _COLUMNS:
        fields[place] = [list(map(_number, column)) for column in fields[place]]
    lower, upper = fields[_SQUARES]
    fields[_SQUARES] = [lower, list(map(_number, upper))]
    return msgspec.convert(fields, Profile)


def _written(column: list[int]) -> list[int | str]:
    return [each if each <= LARGEST else str(each) for each in column]


def _number(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    if len(written) > MOST_DIGITS or not (written.isascii() and written.isdigit()):
        raise ValueError
    return int(written)
