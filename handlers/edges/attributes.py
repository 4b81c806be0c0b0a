"""DynamoDB's typed attributes, to and from plain values; numbers are Decimal.

Boto3's own types raise on a number whose zeros take it beyond 38 digits, such as 1e50 the way DynamoDB spells it.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from handlers.domain.scalars import MOST_DIGITS

_round = Context(prec=MOST_DIGITS, traps=[])


class _Serializer(TypeSerializer):
    def _serialize_n(self, value: Decimal | int) -> Any:
        return super()._serialize_n(_short(Decimal(value)))  # type: ignore[misc]  # the stubs show what is public


class _Deserializer(TypeDeserializer):
    def _deserialize_n(self, value: str) -> Any:
        return super()._deserialize_n(str(_short(Decimal(value))))  # type: ignore[misc]  # likewise


_serialize = _Serializer().serialize
_deserialize = _Deserializer().deserialize


def to_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item as DynamoDB takes it."""
    return {name: _serialize(value) for name, value in item.items()}


def from_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """An item as DynamoDB gave it."""
    return {name: _deserialize(value) for name, value in attributes.items()}


def _short(number: Decimal) -> Decimal:
    """The same number without the zeros that are too many; more digits than that stay, for boto3 to refuse."""
    if not number:
        return Decimal(0)
    short = number.normalize(_round) if len(number.as_tuple().digits) > MOST_DIGITS else number
    return short if short == number else number
