"""The metadata of a row in the transactions table, as it travels to Scoring."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from handlers.contract.money import is_storable
from handlers.contract.strict_json import as_xml_bytes

LARGEST_TYPED_METADATA = 64 * 1024
"""Bytes of the typed form as JSON. What a request may have, 4 KiB, takes at most 53: DynamoDB writes `1e125` out with
all its zeros. With every other field at its longest it still fits a payload."""

_encode = msgspec.json.Encoder().encode


def flat_metadata(attribute: Mapping[str, Any] | None) -> dict[str, dict[str, Any]] | None:
    """Return the typed scalars of a row's attribute, as in `{"risk": {"N": "0.5"}}`.

    None if it is no flat map of scalars, or larger than any that a request brings: other writers may have put anything
    there, and their rows are scored as if they had none.
    """
    held = attribute.get("M") if attribute else None
    if not isinstance(held, dict) or not all(map(_is_scalar, held.values())):
        return None
    return held if len(as_xml_bytes(_encode(held))) <= LARGEST_TYPED_METADATA else None


def _is_scalar(attribute: object) -> bool:
    if not isinstance(attribute, dict) or len(attribute) != 1:
        return False
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return isinstance(value, str)
        case "N":
            return isinstance(value, str) and _is_number(value)
        case "BOOL" | "NULL":
            return isinstance(value, bool)
        case _:
            return False


def _is_number(text: str) -> bool:
    try:
        return is_storable(Decimal(text))
    except InvalidOperation:
        return False
