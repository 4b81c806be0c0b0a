"""A line of a file as the transaction that is posted of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fraudctl.client.label import LABEL_FIELD
from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY, TransactionRequest
from handlers.contract.strict_json import fields_of, parse
from handlers.contract.validation import convert


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedLine:
    """A line's fields as they are posted, its label, and the request as the API understands it."""

    fields: dict[str, Any]
    label: str | None
    others: Mapping[str, Any]
    """The fields that are for the reader alone."""
    request: TransactionRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedLine:
    """A line that would be refused by the API, with the API's reason; the id is empty where the line gives none."""

    reason: str
    transaction_id: str


def parse_line(line: bytes | Refused, own: Sequence[str] = (LABEL_FIELD,)) -> ParsedLine | RefusedLine:
    """Return the transaction of a line, or the reason why it cannot be posted; `own` fields are no part of it."""
    try:
        fields = fields_of(parse(checked_line(line)))
        others = {name: fields.pop(name) for name in own if name in fields}
        return ParsedLine(fields=fields, label=others.get(LABEL_FIELD), others=others, request=convert(fields))
    except Refused as error:
        return RefusedLine(reason=str(error), transaction_id=_transaction_id(line))


def checked_line(line: bytes | Refused) -> bytes:
    """Return the bytes of a line that can be parsed.

    Raises:
        Refused: it is broken, too long, or not in UTF-8.
    """
    if isinstance(line, Refused):  # when it was read
        raise line
    if len(line) > LARGEST_BODY:
        raise Refused("body", f"must be at most {LARGEST_BODY} bytes")
    try:
        line.decode()
    except UnicodeDecodeError:
        rule = "must be in UTF-8; iconv -f WINDOWS-1252 -t UTF-8 converts what Windows and Latin-1 write"
        raise Refused("body", rule) from None
    return line


def _transaction_id(line: bytes | Refused) -> str:
    try:
        fields = parse(line) if isinstance(line, bytes) and len(line) <= LARGEST_BODY else None
    except Refused:
        return ""
    transaction_id = fields.get("transaction_id") if isinstance(fields, dict) else None
    return transaction_id if isinstance(transaction_id, str) else ""
