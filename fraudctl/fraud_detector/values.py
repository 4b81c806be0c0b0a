"""Values of an event, which the service takes as texts, in the types of its variables."""

import re
from decimal import Decimal

from handlers.contract.money import is_storable
from handlers.decision.condition.vocabulary import Kind

KINDS = {"STRING": Kind.TEXT, "INTEGER": Kind.NUMBER, "FLOAT": Kind.NUMBER, "BOOLEAN": Kind.BOOLEAN}
"""Kinds of value that conditions take, by the service's types; a DATETIME is none of them."""

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
