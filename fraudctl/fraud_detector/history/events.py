"""Events of a table in CSV as lines of JSON, each a past payment as `fraudctl` reads them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from fraudctl.client.label import LABEL_FIELD, RECEIVED_FIELD
from fraudctl.client.reading import LineReader, NumberedLine
from fraudctl.client.reading.rows import take_header, take_rows
from fraudctl.client.reading.source import DamagedInput, Source, decompress
from fraudctl.client.reading.window import Window
from fraudctl.errors import CommandError
from fraudctl.fraud_detector.history.event_mapping import EventMapping
from fraudctl.fraud_detector.history.times import epoch_milliseconds
from fraudctl.terminal.escaping import escape_invisible
from handlers.contract.errors import Refused
from handlers.fraud_detector import payment
from handlers.fraud_detector.payment import Event, payment_of

EVENT_ID, EVENT_TIMESTAMP, ENTITY_ID, ENTITY_TYPE = "EVENT_ID", "EVENT_TIMESTAMP", "ENTITY_ID", "ENTITY_TYPE"
EVENT_LABEL, LABEL_TIMESTAMP = "EVENT_LABEL", "LABEL_TIMESTAMP"
REQUIRED = (EVENT_ID, EVENT_TIMESTAMP, ENTITY_ID, ENTITY_TYPE)
OF_LABELS = (EVENT_LABEL, LABEL_TIMESTAMP)

_EVENT_ID, _ENTITY_ID = re.compile(payment.EVENT_ID), re.compile(payment.ENTITY_ID)

_encode = msgspec.json.Encoder(decimal_format="number").encode


def event_reader(mapping: EventMapping, *, labels: bool = True) -> LineReader:
    """Return the reader of a table of events.

    Args:
        mapping: Of its columns.
        labels: False for requests, which have none.
    """
    return lambda source, name: _lines(source, name or "standard input", mapping, labels=labels)


def _lines(source: Source, name: str, mapping: EventMapping, *, labels: bool) -> Iterator[NumberedLine]:
    window = Window(decompress(source)[1])
    try:
        delimiter, header = take_header(window)
    except DamagedInput as error:
        raise CommandError(f"{name}: {error}") from error
    events = _Events(header, name, mapping, labels=labels)
    found = False
    for number, row in take_rows(window, delimiter, len(header)):
        found = True
        try:
            yield number, row if isinstance(row, Refused) else _encode(events.fields(row))
        except Refused as error:
            yield number, error
    if not found:
        raise CommandError(f"{name}: has no event after its header")


class _Events:
    """Makes payments of rows."""

    def __init__(self, header: Sequence[str], name: str, mapping: EventMapping, *, labels: bool) -> None:
        self._places = {column: place for place, column in enumerate(header)}
        self._check(header, name, mapping)
        self._mapping = mapping
        self._labels = labels and EVENT_LABEL in self._places
        self._types = {column: known.type for column, known in mapping.variables.items() if column in self._places}
        self._variables = [(column, self._places[column]) for column in self._types]
        self._fraud, self._legitimate = frozenset(mapping.labels.fraud), frozenset(mapping.labels.legitimate)

    def fields(self, row: Sequence[str]) -> dict[str, Any]:
        """Return the payment of a row.

        Raises:
            Refused: a cell is not as the service takes it; names its column.
        """
        identity, entity, entity_type = (row[self._places[each]] for each in (EVENT_ID, ENTITY_ID, ENTITY_TYPE))
        if not _EVENT_ID.fullmatch(identity):
            raise Refused(EVENT_ID, "must be 1 to 64 of a to z in small letters, 0 to 9, _ and -")
        if not _ENTITY_ID.fullmatch(entity):
            raise Refused(ENTITY_ID, "must be 1 to 256 of letters, digits, _, ., @, + and -")
        if self._mapping.entity_types and entity_type not in self._mapping.entity_types:
            raise Refused(ENTITY_TYPE, f"must be {' or '.join(self._mapping.entity_types)}, as the event type has it")
        time = epoch_milliseconds(row[self._places[EVENT_TIMESTAMP]], EVENT_TIMESTAMP)
        variables = {column: row[place] for column, place in self._variables}
        event = Event(
            id=identity,
            time=time,
            type=self._mapping.event_type or "",
            entity_type=entity_type,
            entity_id=entity,
            variables=variables,
        )
        found = payment_of(event, self._types, self._mapping.columns)
        return found | self._label(row) if self._labels else found

    def _label(self, row: Sequence[str]) -> dict[str, Any]:
        label = row[self._places[EVENT_LABEL]].strip()
        if not label:
            return {}
        if label not in self._fraud | self._legitimate:
            raise Refused(EVENT_LABEL, "is in none of the mapping's labels: say there if it means fraud")
        found: dict[str, Any] = {LABEL_FIELD: "fraud" if label in self._fraud else "legitimate"}
        if LABEL_TIMESTAMP in self._places:
            found[RECEIVED_FIELD] = epoch_milliseconds(row[self._places[LABEL_TIMESTAMP]], LABEL_TIMESTAMP)
        return found

    def _check(self, header: Sequence[str], name: str, mapping: EventMapping) -> None:
        listed = escape_invisible(", ".join(header))
        if missing := next((each for each in REQUIRED if each not in self._places), None):
            near = next((each for each in header if each.upper() == missing), None)
            said = f", but {near}: such names are in capitals" if near else f"; its columns are {listed}"
            raise CommandError(f"{name}, line 1: has no column {missing}{said}")
        if twice := next((each for each in header if header.count(each) > 1), None):
            raise CommandError(f"{name}, line 1: has twice the column {escape_invisible(twice)}")
        known = {*REQUIRED, *OF_LABELS, *mapping.variables, *mapping.left_out}
        if unknown := next((each for each in header if each not in known), None):
            said = f"has a column {escape_invisible(unknown)}, which is no variable of the event type"
            raise CommandError(f"{name}, line 1: {said}; these are {', '.join(sorted(mapping.variables))}")
