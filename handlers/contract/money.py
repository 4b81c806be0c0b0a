"""Money and metadata: the two types of the request whose rules no JSON schema can express in full."""

from decimal import Context, Decimal
from typing import Any, ClassVar, Self, TypeGuard

import msgspec

MOST_DIGITS = 38
"""Significant digits of a number in DynamoDB; these and the exponents are from its developer guide, "Data types"."""

SMALLEST_EXPONENT, LARGEST_EXPONENT = -130, 125
LARGEST_NUMBER = Decimal(f"9.{'9' * (MOST_DIGITS - 1)}E{LARGEST_EXPONENT}")
LARGEST_METADATA = 4096

_round = Context(prec=MOST_DIGITS, traps=[])
_encoder = msgspec.json.Encoder(decimal_format="number")


class Money(Decimal):
    """An exact, non-negative amount that DynamoDB can hold."""

    SCHEMA: ClassVar[dict[str, Any]] = {"type": "number", "minimum": 0}

    @classmethod
    def decode(cls, value: object) -> Self:
        """Return the amount; raise ValueError for anything but a storable number of at least 0."""
        if not is_storable(value) or value < 0:
            raise ValueError
        return cls(shortened(Decimal(value)))


class Metadata(dict[str, Any]):
    """A flat object of scalars with names of the client's own."""

    SCHEMA: ClassVar[dict[str, Any]] = {
        "type": "object",
        "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
    }

    @classmethod
    def decode(cls, value: object) -> Self:
        """Return the object; raise ValueError unless it is flat, of named, storable scalars, within the size limit."""
        if not isinstance(value, dict) or not all(name and _scalar(field) for name, field in value.items()):
            raise ValueError
        if len(_encoder.encode(value)) > LARGEST_METADATA:
            raise ValueError
        return cls(value)


def shortened(number: Decimal) -> Decimal:
    """Return the same number without the trailing zeros that exceed DynamoDB's 38 digits.

    A number with more significant digits is returned as it is, and DynamoDB refuses it.
    """
    if len(number.as_tuple().digits) <= MOST_DIGITS:
        return number
    short = number.normalize(_round)
    return short if short == number else number


def whole_number(value: object) -> int | None:
    """Return a parsed value as an int if it is a whole number, in whatever notation, else None.

    `1.7676036E12` and `1767603600000.0` are Decimals to the parser, and whole; `1e999999999` is not converted, since
    the int would take all memory.
    """
    if isinstance(value, int):
        return None if isinstance(value, bool) else value
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    if value and (value.adjusted() >= MOST_DIGITS or value != value.to_integral_value()):
        return None
    return int(value) if value else 0


def is_storable(value: object) -> TypeGuard[int | Decimal]:
    """Return whether the value is a number, and one that DynamoDB can hold."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    number = Decimal(value)
    if not number.is_finite():
        return False
    if not number:
        return True
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    return len(digits) <= MOST_DIGITS and SMALLEST_EXPONENT <= number.adjusted() <= LARGEST_EXPONENT


def nearest_storable(number: Decimal) -> Decimal:
    """Return the number of DynamoDB's that is nearest to one of at least 0 and of no more digits."""
    if is_storable(number):
        return number
    return LARGEST_NUMBER if number.adjusted() > LARGEST_EXPONENT else Decimal(0)


def decode_scalar(kind: type[Any], value: object) -> Any:
    """Return a value of one of this module's types; msgspec's `dec_hook`."""
    return kind.decode(value)


def scalar_schema(kind: type[Any]) -> dict[str, Any]:
    """Return the JSON schema of one of this module's types; msgspec's `schema_hook`."""
    schema: dict[str, Any] = kind.SCHEMA
    return schema


def _scalar(value: object) -> bool:
    return value is None or isinstance(value, str | bool) or is_storable(value)
