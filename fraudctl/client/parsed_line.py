"""A line of a file as the transaction that is posted of it."""

from dataclasses import dataclass
from typing import Any

from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY, TransactionRequest, convert
from handlers.contract.strict_json import fields_of, parse

LABEL_FIELD = "label"
"""The field that names a simulated line's kind; it is for the sender, and never posted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedLine:
    """A line's fields as they are posted, its label, and the request as the API understands it."""

    fields: dict[str, Any]
    label: str | None
    request: TransactionRequest


def parse_line(line: bytes | Refused) -> ParsedLine:
    """Return the transaction of a line.

    Raises:
        Refused: the line was refused when it was read, or breaks the request's contract, in the API's own words.
    """
    if isinstance(line, Refused):
        raise line
    if len(line) > LARGEST_BODY:
        raise Refused("body", f"must be at most {LARGEST_BODY} bytes")
    fields = fields_of(parse(_checked_utf8(line)))
    label = fields.pop(LABEL_FIELD, None)
    return ParsedLine(fields=fields, label=label, request=convert(fields))


def transaction_id_of(line: bytes | Refused) -> str:
    """Return the id in a line that was refused; empty without one."""
    try:
        fields = parse(line) if isinstance(line, bytes) and len(line) <= LARGEST_BODY else None
    except Refused:
        return ""
    transaction_id = fields.get("transaction_id") if isinstance(fields, dict) else None
    return transaction_id if isinstance(transaction_id, str) else ""


def _checked_utf8(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        rule = "must be in UTF-8; iconv -f WINDOWS-1252 -t UTF-8 converts what Windows and Latin-1 write"
        raise Refused("body", rule) from None
    return line
