"""A payment with all that became of it as the cells of a row, by the names of their columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from fraudctl.backtest.columns import BOOLEAN, METADATA, NUMBER, TEXT
from fraudctl.profiles.history_line import EXPORTED_FIELD
from fraudctl.terminal.json_text import as_json_text

FEATURE = "feature."
LINE_BREAKS = re.compile(r"[\r\n]+")
"""A row of CSV is a line of its own for all that read it here; within a cell they become a blank."""


def cells_of(line: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of a joined payment; what is absent has none."""
    return {name: LINE_BREAKS.sub(" ", _cell(value)) for name, value in _named(line) if value is not None}


def kinds_of(line: Mapping[str, Any]) -> dict[str, str]:
    """Return the kind of value, as `--column` calls it, of each column of the metadata that the payment has."""
    return {
        f"{METADATA}{key}": _kind(value) for key, value in (line.get("metadata") or {}).items() if value is not None
    }


def column_options(kinds: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the `--column` options by which the metadata is read as it was: its columns with the kinds in them.

    A column of several kinds is one of texts: a cell does not say which it is.
    """
    return [f"{name}:{found[0] if len(found) == 1 else TEXT}={name}" for name, found in sorted(kinds.items())]


def _named(line: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in line.items():
        if name == "metadata":
            yield from ((f"{METADATA}{key}", each) for key, each in value.items())
        elif name != EXPORTED_FIELD:
            yield name, value
    told = line.get(EXPORTED_FIELD, {})
    yield "received_at", told.get("received_at")
    for part in ("answered", "decision", "review"):
        yield from ((f"{part}.{name}", each) for name, each in told.get(part, {}).items())
    yield "labels", told.get("labels")
    yield from ((f"{FEATURE}{name}", each) for name, each in told.get("features", {}).items())


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | Decimal) else as_json_text(value, indent=None)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return BOOLEAN
    return NUMBER if isinstance(value, int | Decimal) else TEXT
