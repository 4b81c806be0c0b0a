"""DynamoDB's typed attributes, to and from plain values; numbers are Decimal.

Boto3's own types raise on a number whose zeros take it beyond 38 digits, such as 1e50 the way DynamoDB spells it, and
know sets and binaries, which no item of ours has, at three times the CPU.
"""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from handlers.domain.scalars import MOST_DIGITS

_round = Context(prec=MOST_DIGITS, traps=[])


def to_attributes(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item as DynamoDB takes it.

    Raises:
        TypeError: a value is of a kind that no item of ours has; a float is, as no money is one.
    """
    return {name: _attribute(value) for name, value in item.items()}


def from_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """An item as DynamoDB gave it."""
    return {name: _value(attribute) for name, attribute in attributes.items()}


def _attribute(value: object) -> dict[str, Any]:
    match value:
        case str():
            return {"S": value}
        case bool():  # before int, of which it is one
            return {"BOOL": value}
        case Decimal() | int():
            return {"N": _digits(value)}
        case dict():
            return {"M": to_attributes(value)}
        case list():
            return {"L": [_attribute(each) for each in value]}
        case None:
            return {"NULL": True}
        case _:
            raise TypeError(f"no attribute can be made of a {type(value).__name__}")


def _value(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return Decimal(value)
        case "M":
            return from_attributes(value)
        case "L":
            return [_value(each) for each in value]
        case "NULL":
            return None
        case _:
            raise TypeError(f"no value can be made of an attribute of type {kind}")


def _digits(number: Decimal | int) -> str:
    """Without the zeros that are too many; more digits than that stay, for DynamoDB to refuse."""
    if not number:
        return "0"
    text = str(number)
    if len(text) <= MOST_DIGITS:
        return text
    short = Decimal(number).normalize(_round)
    return str(short) if short == number else text
