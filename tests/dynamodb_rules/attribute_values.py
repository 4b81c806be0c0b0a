"""Attribute values, keys and items: their types, ranges and sizes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html and
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html, for sizes
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.dynamodb_rules.refusal import Refused

LARGEST_ITEM = 400 * 1024
LARGEST_KEYS = (2048, 1024)
"""Bytes of a partition key, and of a sort key."""

DEEPEST = 32
DIGITS = 38
SMALLEST, LARGEST = Decimal("1E-130"), Decimal("9.9999999999999999999999999999999999999E+125")
TYPES = {"S": str, "N": str, "B": (bytes, bytearray), "BOOL": bool, "NULL": bool, "L": Sequence, "M": Mapping}
SETS = {"SS": "S", "NS": "N", "BS": "B"}


def check_value(value: Any, *, depth: int = 1) -> None:
    """Check a value as DynamoDB's wire has it: one type, of its range, no empty set."""
    if not isinstance(value, Mapping) or len(value) != 1:
        raise Refused(f"{value!r} is not of exactly one type")
    ((kind, content),) = value.items()
    if depth > DEEPEST:
        raise Refused(f"a value lies deeper than {DEEPEST} levels")
    if kind in SETS:
        if not content or len(set(map(_member(kind), content))) != len(content):
            raise Refused(f"a set is not empty, and its members are distinct: {value!r}")
        for each in content:
            check_value({SETS[kind]: each}, depth=depth)
    elif kind not in TYPES or not isinstance(content, TYPES[kind]):  # type: ignore[arg-type]
        raise Refused(f"{value!r} is of no type, or not of the one that it says")
    elif kind == "N":
        _check_number(content)
    elif kind in {"L", "M"}:
        for each in content.values() if kind == "M" else content:
            check_value(each, depth=depth + 1)


def check_item(item: Mapping[str, Any], keys: Sequence[str] | None) -> None:
    """Check an item to be written: its keys, where they are known, its values and its size."""
    for value in item.values():
        check_value(value)
    if keys:
        check_key({name: item[name] for name in keys if name in item}, keys)
    if sum(_length(name) + size(value) for name, value in item.items()) > LARGEST_ITEM:
        raise Refused(f"an item has at most {LARGEST_ITEM} bytes")


def check_key(key: Mapping[str, Any], keys: Sequence[str] | None) -> None:
    """Check a key: all its attributes and no other, of a type that a key may have, none empty, none too long."""
    if keys and set(key) != set(keys):
        raise Refused(f"the key is {tuple(keys)}, not {tuple(key)}")
    for name, value in key.items():
        check_value(value)
        longest = LARGEST_KEYS[keys.index(name) if keys else 0]
        if not value.keys() <= {"S", "N", "B"} or not 1 <= size(value) <= longest:
            raise Refused(f"a key is text, a number or bytes, of 1 to {longest} bytes, not {name} = {value!r}"[:300])


def size(value: Mapping[str, Any]) -> int:
    """Return the bytes of a value; those of numbers and nested values are approximate in AWS's own words."""
    ((kind, content),) = value.items()
    match kind:
        case "S" | "B":
            return _length(content)
        case "N":
            return len(Decimal(content).as_tuple().digits) // 2 + 2
        case "L":
            return 3 + sum(1 + size(each) for each in content)
        case "M":
            return 3 + sum(1 + _length(name) + size(each) for name, each in content.items())
        case "BOOL" | "NULL":
            return 1
        case _:
            return sum(size({SETS[kind]: each}) for each in content)


def _length(text: str | bytes) -> int:
    return len(text.encode() if isinstance(text, str) else text)


def _member(kind: str) -> Any:
    return Decimal if kind == "NS" else lambda member: member


def _check_number(text: str) -> None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused(f"{text!r} is no number") from None
    digits = len("".join(map(str, number.as_tuple().digits)).strip("0"))
    if not number.is_finite() or digits > DIGITS or (number and not SMALLEST <= number.copy_abs() <= LARGEST):
        raise Refused(f"a number has at most {DIGITS} digits and lies within 1E-130 and 1E+126, unlike {text}")
