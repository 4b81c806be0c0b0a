"""The metadata of a row in the transactions table, as it travels to Scoring."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from handlers.contract.money import LARGEST_METADATA, is_storable
from handlers.contract.strict_json import as_xml_bytes

LARGEST_TYPED_METADATA = 64 * 1024
"""Bytes of the typed form as JSON. What a request may have, 4 KiB, takes at most 53: DynamoDB writes `1e125` out with
all its zeros. With every other field at its longest it still fits a payload."""

NO_SCALAR: dict[str, Any] = {"L": []}
"""The form of a value that is no scalar, or longer than a request may bring: that it is there is all that is known."""

_encode = msgspec.json.Encoder().encode


def flat_metadata(attribute: Mapping[str, Any] | None) -> dict[str, dict[str, Any]] | None:
    """Return the typed scalars of a row's attribute, as in `{"risk": {"N": "0.5"}}`, and NO_SCALAR for other values.

    Other writers may have put anything there. None if it is no map, or larger than any that a request brings: the row
    is scored as if it had none.
    """
    held = attribute.get("M") if attribute else None
    if not isinstance(held, dict):
        return None
    flat = {key: value if _is_scalar(value) else NO_SCALAR for key, value in held.items()}
    return flat if len(as_xml_bytes(_encode(flat))) <= LARGEST_TYPED_METADATA else None


def _is_scalar(attribute: object) -> bool:
    if not isinstance(attribute, dict) or len(attribute) != 1:
        return False
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return isinstance(value, str) and len(value) <= LARGEST_METADATA
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
