"""The columns of a table, as fields of a payment."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fraudctl.client.label import RECEIVED_FIELD
from fraudctl.errors import CommandError
from fraudctl.profiles.history_line import EXPORTED_FIELD, OWN_FIELDS
from fraudctl.terminal.escaping import escape_invisible
from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key
from handlers.contract.request import FIELDS

METADATA = "metadata."
KNOWN = frozenset({*FIELDS, *OWN_FIELDS} - {"metadata", EXPORTED_FIELD})
TIMES = frozenset({"timestamp", RECEIVED_FIELD})

EVERY = f"{METADATA}*"
"""Written in place of a mapping: every column that is no field is a key of the metadata."""

TEXT, NUMBER, BOOLEAN = "text", "number", "boolean"
"""Kinds of value in the metadata."""

_KINDS = frozenset({TEXT, NUMBER, BOOLEAN})
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,36})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_BOOLEANS = {"true": True, "false": False}
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
        self._kinds: dict[str, str] = {}
        self._constants: dict[str, str] = {}
        self._every = False
        self.unread: list[str] = []
        """Columns of the table that are no field and nobody maps; known once `places` was asked for."""
        for each in written:
            if each == EVERY:
                self._every = True
                continue
            field, equals, column = each.partition("=")
            if equals and field.endswith(":") and field[:-1] in KNOWN and column:
                self._constants[field[:-1]] = column
                continue
            key, colon, kind = field.rpartition(":")
            if colon and kind in _KINDS and key.startswith(METADATA):
                field = key
                self._kinds[field] = kind
            if not equals or not column or not _is_field(field):
                fields = ", ".join(sorted(KNOWN))
                raise CommandError(
                    f"{escape_invisible(each)}: map a field to a column, as in amount=TX_AMOUNT; fields are {fields} "
                    f"and {METADATA}… with a name of your own, {EVERY} for all other columns, "
                    "or amount:=1 for a value that is the same of each"
                )
            if field in self._column_of:
                raise CommandError(f"{field} is mapped to two columns")
            self._column_of[field] = column

    def __bool__(self) -> bool:
        """Return whether anything is mapped."""
        return bool(self._column_of or self._constants) or self._every

    def places(self, header: Sequence[str], name: str) -> "Places":
        """Return the columns of a table with this header.

        Raises:
            CommandError: a column is missing, there twice, or no column is a field of a payment.
        """
        found = dict[str, int]()
        listed = escape_invisible(", ".join(header))
        own = {each: each for each in header if _is_field(each)}
        read = {*own.values(), *self._column_of.values()}
        others = [each for each in header if each not in read and f"{METADATA}{each}" not in self._column_of]
        more = {f"{METADATA}{each}": each for each in others if self._every and _is_key(each)}
        self.unread = [each for each in others if f"{METADATA}{each}" not in more]
        for field, column in {**own, **more, **self._column_of}.items():
            if header.count(column) != 1:
                said = "has no column" if column not in header else "has twice the column"
                raise CommandError(f"{name}, line 1: {said} {escape_invisible(column)}; its columns are {listed}")
            found[field] = header.index(column)
        for field in ("transaction_id", "timestamp"):
            if field not in found and field not in self._constants:
                raise CommandError(
                    f"{name}, line 1: has no column {field}; its columns are {listed}: say which it is, as in "
                    f"--column {field}=COLUMN"
                )
        return Places(found, len(header), self._kinds, self._constants)


class Places:
    """The places of fields in the rows of a table."""

    def __init__(
        self, places: Mapping[str, int], width: int, kinds: Mapping[str, str], constants: Mapping[str, str]
    ) -> None:
        self.width = width
        """The columns of every row."""
        self._fields = [(field, place) for field, place in places.items() if not field.startswith(METADATA)]
        self._constants = {field: _value(field, text) for field, text in constants.items()}
        keys = {field.removeprefix(METADATA): place for field, place in places.items() if field.startswith(METADATA)}
        self._metadata = [(key, place, kinds.get(f"{METADATA}{key}", "")) for key, place in keys.items()]

    def decide_kinds(self, rows: Iterable[Sequence[str]]) -> None:
        """Decide by the first rows which columns of the metadata are numbers, or true or false: those of no others.

        A number is written as JSON writes it; a column in which one has a zero in front is one of texts. An entity's id
        is the same, whether its whole numbers come as numbers or as texts.
        """
        cells = list(rows)
        decided = []
        for key, place, kind in self._metadata:
            told = [row[place] for row in cells if row[place]]
            decided.append((key, place, kind or _kind_of(told)))
        self._metadata = decided

    def fields(self, row: Sequence[str]) -> dict[str, Any]:
        """Return the fields of a row; a cell that is empty is no field, and what cannot be read is left a text."""
        fields: dict[str, Any] = dict(self._constants)
        for field, place in self._fields:
            if text := row[place]:
                fields[field] = _value(field, text)
        if metadata := {key: _scalar(kind, row[place]) for key, place, kind in self._metadata if row[place]}:
            fields["metadata"] = metadata
        return fields


def _is_field(name: str) -> bool:
    return name in KNOWN or (name.startswith(METADATA) and len(name) > len(METADATA))


def _is_key(column: str) -> bool:
    """Return whether a column may be a key of the metadata, which holds no number of a card and no secret."""
    return bool(column) and folded_key(column) not in CARD_NUMBER_KEYS | SENSITIVE_KEYS


def _kind_of(cells: Sequence[str]) -> str:
    if cells and all(map(_PLAIN_NUMBER.fullmatch, cells)):
        return NUMBER
    return BOOLEAN if cells and all(each.casefold() in _BOOLEANS for each in cells) else TEXT


def _scalar(kind: str, text: str) -> Any:
    """Return a cell as a client would send it; what is not of its column's kind is left a text."""
    if kind == NUMBER and _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    return _BOOLEANS.get(text.casefold(), text) if kind == BOOLEAN else text


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
