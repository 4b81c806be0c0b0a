"""The columns of a table, as fields of a payment."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fraudctl.client.label import RECEIVED_FIELD
from fraudctl.errors import CommandError
from fraudctl.profiles.history_line import OWN_FIELDS
from fraudctl.terminal.escaping import escape_invisible
from handlers.contract.request import FIELDS

METADATA = "metadata."
KNOWN = frozenset({*FIELDS, *OWN_FIELDS} - {"metadata"})
TIMES = frozenset({"timestamp", RECEIVED_FIELD})

_NUMBER = re.compile(r"[+-]?[0-9]{1,60}(?:\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Columns:
    """A mapping of a table's columns to fields; a column of a field's own name needs none."""

    def __init__(self, written: Iterable[str] = ()) -> None:
        """Take mappings as a person writes them: `amount=TX_AMOUNT`, `metadata.card_token=CARD`.

        Raises:
            CommandError: one is no mapping, or is of a field that no payment has.
        """
        self._column_of: dict[str, str] = {}
        for each in written:
            field, equals, column = each.partition("=")
            if not equals or not column or not _is_field(field):
                fields = ", ".join(sorted(KNOWN))
                raise CommandError(
                    f"{escape_invisible(each)}: map a field to a column, as in amount=TX_AMOUNT; fields are {fields} "
                    f"and {METADATA}… with a name of your own"
                )
            if field in self._column_of:
                raise CommandError(f"{field} is mapped to two columns")
            self._column_of[field] = column

    def __bool__(self) -> bool:
        """Return whether anything is mapped."""
        return bool(self._column_of)

    def places(self, header: Sequence[str], name: str) -> "Places":
        """Return the columns of a table with this header.

        Raises:
            CommandError: a column is missing, there twice, or no column is a field of a payment.
        """
        found = dict[str, int]()
        listed = escape_invisible(", ".join(header))
        for field, column in {**{each: each for each in header if _is_field(each)}, **self._column_of}.items():
            if header.count(column) != 1:
                said = "has no column" if column not in header else "has twice the column"
                raise CommandError(f"{name}, line 1: {said} {escape_invisible(column)}; its columns are {listed}")
            found[field] = header.index(column)
        for field in ("transaction_id", "timestamp"):
            if field not in found:
                raise CommandError(
                    f"{name}, line 1: has no column {field}; its columns are {listed}: say which it is, as in "
                    f"--column {field}=COLUMN"
                )
        return Places(found, len(header))


class Places:
    """The places of fields in the rows of a table."""

    def __init__(self, places: Mapping[str, int], width: int) -> None:
        self.width = width
        """The columns of every row."""
        self._fields = [(field, place) for field, place in places.items() if not field.startswith(METADATA)]
        self._metadata = [(field.removeprefix(METADATA), place) for field, place in places.items() if METADATA in field]

    def fields(self, row: Sequence[str]) -> dict[str, Any]:
        """Return the fields of a row; a cell that is empty is no field, and what cannot be read is left a text."""
        fields: dict[str, Any] = {}
        for field, place in self._fields:
            if text := row[place]:
                fields[field] = _value(field, text)
        if metadata := {key: row[place] for key, place in self._metadata if row[place]}:
            fields["metadata"] = metadata
        return fields


def _is_field(name: str) -> bool:
    return name in KNOWN or (name.startswith(METADATA) and len(name) > len(METADATA))


def _value(field: str, text: str) -> Any:
    """Return a cell as the request's contract takes it: numbers exact, times in epoch milliseconds."""
    if field == "amount" and _NUMBER.fullmatch(text):
        return Decimal(text)
    if field in TIMES:
        if _NUMBER.fullmatch(text):
            return Decimal(text)
        if (time := _time(text)) is not None:
            return time
    return text


def _time(text: str) -> int | None:
    """Return a time of ISO 8601 in epoch milliseconds, in UTC unless it says otherwise; None if it is none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    since = (found if found.tzinfo else found.replace(tzinfo=UTC)) - _EPOCH
    return round(since.total_seconds() * 1000)
