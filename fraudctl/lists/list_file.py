"""A file of entries of lists: JSON objects, or CSV with a header."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fraudctl.client.reading.records import read_records
from fraudctl.terminal.times import epoch_milliseconds
from handlers.contract.errors import Refused
from handlers.contract.label import LONGEST_NOTE
from handlers.contract.strict_json import encodable, printable_name
from handlers.contract.transaction import milliseconds

REQUIRED = ("list", "kind", "id")

_RULES = {
    "list": "must be the name of a list",
    "kind": "must be a kind of entity, such as customer",
    "id": "must be the id of an entity, a text or a whole number",
    "until": "must be a time, ISO 8601 or epoch milliseconds",
    "note": f"must be a text of at most {LONGEST_NOTE} characters",
}


class ListLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the file; `until` is in epoch milliseconds."""

    list: str
    kind: str
    id: str | int
    until: int | None = None
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] | None = None


def read_lines(file: Path, now: datetime) -> Iterator[tuple[int, ListLine | Refused]]:
    """Yield the entries of a file, each with its line's number, or the reason why a line is none.

    Raises:
        CommandError: the file holds neither JSON nor CSV with the columns of entries.
    """
    for number, fields in read_records(file, columns=_RULES, required=REQUIRED, noun="entry of a list"):
        yield number, fields if isinstance(fields, Refused) else _line(fields, milliseconds(now))


def _line(fields: dict[str, Any], now: int) -> ListLine | Refused:
    if unknown := next((name for name in fields if name not in _RULES), None):
        return Refused(printable_name(unknown), "is no field of an entry of a list", name_from_client=True)
    if wrong := next((name for name, value in fields.items() if not encodable(value)), None):
        return Refused(wrong, "must be valid Unicode, without lone surrogates")
    if missing := next((name for name in REQUIRED if fields.get(name) in (None, "")), None):
        return Refused(missing, "is required")
    until = fields.get("until")
    if isinstance(until, str) and (found := epoch_milliseconds(until)) is not None:
        fields = {**fields, "until": found}
    for name, value in fields.items():
        try:
            msgspec.convert({**dict.fromkeys(REQUIRED, "any"), name: value}, ListLine)
        except msgspec.ValidationError:
            return Refused(name, _RULES[name])
    line = msgspec.convert(fields, ListLine)
    if line.until is not None and line.until <= now:
        return Refused("until", "lies in the past")
    return line
