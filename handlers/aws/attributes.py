"""DynamoDB's typed attributes, to and from plain values; numbers are Decimal.

Boto3's own types raise on a number that has more than 38 digits with its zeros, such as 1e50 as DynamoDB writes it, and
take three times the CPU.
"""

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from handlers.contract.money import MOST_DIGITS, shortened


def to_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as DynamoDB takes it.

    Raises:
        TypeError: a value is of a type that our items do not have, such as a float (money is Decimal) or an empty set.
    """
    return {name: _WRITTEN.get(type(value), _of_other)(value) for name, value in item.items()}


def from_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an item of DynamoDB, with any type of attribute: sets as frozensets, binaries as bytes."""
    return {name: _value(attribute) for name, attribute in attributes.items()}


def _attribute(value: object) -> dict[str, Any]:
    return _WRITTEN.get(type(value), _of_other)(value)


def _of_other(value: Any) -> dict[str, Any]:
    match value:
        case msgspec.Struct():
            return _of_struct(value)
        case str():
            return {"S": value}
        case Decimal() | int():
            return {"N": _digits(value)}
        case dict():
            return {"M": to_attributes(value)}
        case _:
            raise TypeError(f"no attribute can be made of a {type(value).__name__}")


@lru_cache  # a frozen struct names what many rows share, such as their strategy
def _of_struct(value: msgspec.Struct) -> dict[str, Any]:
    return {"M": to_attributes(msgspec.structs.asdict(value))}


def _set(members: frozenset[object]) -> dict[str, Any]:
    kinds = {next(iter(_attribute(each))) for each in members}
    if len(kinds) != 1 or not kinds <= {"S", "N"}:
        raise TypeError("a set is made of texts or of numbers, of at least one")
    (kind,) = kinds
    return {f"{kind}S": sorted(str(_attribute(each)[kind]) for each in members)}


def _value(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    return _VALUES[kind](value)


def _nothing(_: object) -> None:
    return None


def _bytes(value: bytes | str) -> bytes:
    """Return a binary, which is bytes from the SDK and text in a stream's record."""
    return value if isinstance(value, bytes) else base64.b64decode(value)


def _frozen(member: Callable[[Any], Any]) -> Callable[[list[Any]], frozenset[Any]]:
    return lambda members: frozenset(map(member, members))


def _digits(number: Decimal | int) -> str:
    """Return the number without excess zeros; with more significant digits than 38, DynamoDB refuses it."""
    if not number:
        return "0"
    text = str(number)
    return text if len(text) <= MOST_DIGITS else str(shortened(Decimal(number)))


_WRITTEN: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    str: lambda value: {"S": value},
    Decimal: lambda value: {"N": _digits(value)},
    int: lambda value: {"N": _digits(value)},
    bool: lambda value: {"BOOL": value},
    type(None): lambda _: {"NULL": True},
    dict: lambda value: {"M": to_attributes(value)},
    list: lambda value: {"L": [_attribute(each) for each in value]},
    frozenset: _set,
}
"""Every type of our items but structs and subclasses; one look-up is faster than the same as cases."""

_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "N": Decimal,
    "BOOL": bool,
    "M": from_attributes,
    "L": lambda values: [_value(each) for each in values],
    "NULL": _nothing,
    "B": _bytes,
    "SS": _frozen(str),
    "NS": _frozen(Decimal),
    "BS": _frozen(_bytes),
}
"""Every type of DynamoDB."""
