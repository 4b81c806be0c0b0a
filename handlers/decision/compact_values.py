"""Values of rules and features in few bytes of MessagePack, which come back digit by digit as they were."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.decision.condition.vocabulary import Kind
from handlers.decision.entity.catalogue import BY_NUMBER

Packed = bool | int | float | str | list[str]
"""A number is an int or a float whose text is that of the number, or else that text behind NUMBER."""

NUMBER, TEXT = "#", "="
"""The first character of a text: what the others are."""

UNPACKED: Mapping[Kind, type] = {Kind.NUMBER: Decimal, Kind.BOOLEAN: bool, Kind.TEXT: str, Kind.TEXTS: list}
"""The type of a feature of each kind."""

LONGEST_INT = 18
"""Digits that always fit 64 bits."""


def pack(value: Any) -> Packed:
    """Return a value as it is written: a number, a text, true or false, or a list of texts."""
    if isinstance(value, str):
        return TEXT + value
    if not isinstance(value, Decimal):
        packed: Packed = value
        return packed
    text = str(value)
    if text.isdecimal() and len(text) <= LONGEST_INT:
        return int(text)
    number = float(value)
    return number if repr(number) == text else NUMBER + text


def unpack(packed: Packed) -> Any:
    """Return the value that was written; raise ArithmeticError for one that is no number."""
    match packed:
        case bool() | list():
            return packed
        case str():
            return packed[1:] if packed.startswith(TEXT) else Decimal(packed[1:])
        case float():
            return Decimal(repr(packed))
    return Decimal(packed)


def pack_features(features: Mapping[int, Any]) -> tuple[bytes, list[Packed]]:
    """Return features, by number, as their numbers and their values."""
    return bytes(features), [pack(value) for value in features.values()]


def unpack_features(numbers: bytes, values: Sequence[Packed]) -> dict[int, Any]:
    """Return the features by number; raise ValueError unless there is a value for each, of its kind.

    Shadows read them: a text where a number should be would fail the whole batch.
    """
    features = {number: unpack(value) for number, value in zip(numbers, values, strict=True)}
    for number, value in features.items():
        if (feature := BY_NUMBER.get(number)) and not isinstance(value, UNPACKED[feature.kind]):
            raise ValueError(f"{feature.name} is no value of its kind")
    return features
