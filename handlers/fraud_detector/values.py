"""Values of an event, which the service takes as texts, in the types of its variables, and as texts again."""

import re
from decimal import Decimal

from handlers.contract.money import is_storable

_INTEGER = re.compile(r"[+-]?[0-9]{1,60}", re.ASCII)
_FLOAT = re.compile(r"[+-]?(?:[0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_TRUTH = {"true": True, "false": False}

Value = Decimal | str | bool


def typed_value(text: str, data_type: str) -> Value | None:
    """Return the value that a text is in a type; None if it is none, which counts as absent."""
    match data_type:
        case "INTEGER" | "FLOAT":
            form = _INTEGER if data_type == "INTEGER" else _FLOAT
            number = Decimal(text) if form.fullmatch(text) else None
            return Decimal(number) if is_storable(number) else None
        case "BOOLEAN":
            return _TRUTH.get(text.lower())
        case _:
            return text


def text_of(value: object) -> str:
    """Return a value of a row as the service's texts have it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value.normalize(), "f") if value else "0"
        case _:
            return str(value)
