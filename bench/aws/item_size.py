"""The bytes of an item as DynamoDB counts them, and the request units that follow.

By its developer guide, "DynamoDB item sizes and formats". Bytes may come raw, as the SDK takes them, or in base64, as
they are sent.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

WRITE_UNIT = 1024
"""Bytes of an item that one write unit covers."""
COLLECTION, MEMBER = 3, 1
"""Bytes beside what a list or a map holds, and beside each of its members."""

Attributes = Mapping[str, Mapping[str, Any]]


def item_size(item: Attributes) -> int:
    """Return the bytes of an item, its names included."""
    return sum(_text(name) + _value(value) for name, value in item.items())


def write_units(item: Attributes) -> int:
    """Return the units that it takes to write an item."""
    return -(-item_size(item) // WRITE_UNIT)


def _value(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind not in _SIZES:
        raise ValueError(f"no size is known of {kind}")
    return _SIZES[kind](content)


def _text(text: str) -> int:
    return len(text.encode())


def _number(written: str) -> int:
    """Return a byte, one more for every two significant digits, and one for a sign."""
    sign, digits, _ = Decimal(written).normalize().as_tuple()
    return 1 + -(-len(digits) // 2) + sign


_SIZES: Mapping[str, Callable[[Any], int]] = {
    "S": _text,
    "N": _number,
    "B": lambda content: len(content if isinstance(content, bytes) else b64decode(content)),
    "BOOL": lambda _content: 1,
    "NULL": lambda _content: 1,
    "SS": lambda content: sum(map(_text, content)),
    "NS": lambda content: sum(map(_number, content)),
    "L": lambda content: COLLECTION + sum(MEMBER + _value(each) for each in content),
    "M": lambda content: COLLECTION + len(content) * MEMBER + item_size(content),
}
"""The bytes of a value by its type."""
