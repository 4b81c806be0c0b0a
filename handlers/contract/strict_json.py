"""Strict JSON: exact numbers, no duplicate names, nothing corrected silently."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from handlers.contract.errors import Refused

LONGEST_INT = 40
"""Digits; `int` raises on thousands of them, and no field takes more than 38."""


class Ambiguous(dict[str, Any]):
    """An object that gives `name` twice, so that its meaning is unclear."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def parse(body: bytes) -> object:
    """Return the value in a body of JSON; an object with a name given twice is `Ambiguous`.

    Raises:
        Refused: the body is not JSON in UTF-8, or is nested too deeply.
    """
    try:
        return json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_float=_exact,
            parse_int=_integer,
            parse_constant=Decimal,
        )
    except RecursionError:
        raise Refused("body", "must not be nested so deeply") from None
    except ValueError:
        raise Refused("body", "must be a JSON object in UTF-8") from None


def fields_of(value: object) -> dict[str, Any]:
    """Return the fields of a parsed object.

    Raises:
        Refused: it is not an object, or a name is given twice in it.
    """
    if not isinstance(value, dict):
        raise Refused("body", "must be a JSON object in UTF-8")
    for each in (value, *value.values()):
        if isinstance(each, Ambiguous):
            raise Refused(printable_name(each.name), "must not be given twice", name_from_client=True)
    return value


def encodable(value: object) -> bool:
    """Return whether the text in a field, or in a flat object, is valid Unicode; a lone surrogate is not."""
    parts = (*value, *value.values()) if isinstance(value, dict) else (value,)
    try:
        for part in parts:
            if isinstance(part, str):
                part.encode()
    except UnicodeEncodeError:
        return False
    return True


def printable_name(name: str) -> str:
    """Return a client's field name in at most 64 characters, in ASCII, so that a message can repeat it."""
    return name[:64].encode("ascii", "backslashreplace").decode() or "(empty name)"


_INVALID_IN_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"


def as_xml_text(body: str) -> str:
    """Return the same JSON, or text, with the characters escaped that XML, and so SQS and SNS, refuse.

    In JSON only the last two of them are not escaped already, and these can stand in strings only.
    """
    return re.sub(_INVALID_IN_XML, lambda found: f"\\u{ord(found[0]):04x}", body)


def as_xml_bytes(body: bytes) -> bytes:
    """Return the same as `as_xml_text` for JSON that is encoded in UTF-8."""
    return body.replace(b"\xef\xbf\xbe", b"\\ufffe").replace(b"\xef\xbf\xbf", b"\\uffff")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            return Ambiguous(name)
        fields[name] = value
    return fields


def _exact(text: str) -> Decimal:
    if not text.lower().partition("e")[0].strip("-0."):  # zero, whatever its sign and exponent
        return Decimal(0)
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond what Decimal can hold, let alone DynamoDB
        return Decimal("NaN")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= LONGEST_INT else Decimal(text)
