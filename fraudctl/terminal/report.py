"""Output of the commands for a person: results, errors, tables and progress bars."""

import logging
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import typer
from rich import box
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from fraudctl.terminal.escaping import escape_invisible
from fraudctl.terminal.json_text import JSON_INDENT, as_json_text
from fraudctl.terminal.text import Terminal, Text

ULID_WIDTH = 26
"""Characters of the usual id, which is never wrapped to make room for others."""
TEXT_COLUMNS = frozenset(
    (
        "",
        "check",
        "component",
        "examples",
        "for",
        "found",
        "label",
        "merchant",
        "reason",
        "resources",
        "share",
        "state",
        "the first",
        "value",
    )
)
"""Columns of text, which stand to the left."""

out = Terminal()
"""Results."""

err = Terminal(stderr=True)
"""Progress and errors."""


def print_json(value: Any, *, indent: int | None = JSON_INDENT) -> None:
    """Print a result for programs; without an indent in one row."""
    typer.echo(as_json_text(value, indent=indent))


def print_error(error: object) -> None:
    """Print what stopped the command; of several lines the later ones are indented."""
    first, *rest = str(error).split("\n")
    err.print(Text.assemble(("fraudctl: ", "red"), first), soft_wrap=True)
    for line in rest:
        err.print(Text(f"  {line}"), soft_wrap=True)


def print_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print a traceback, in place of `sys.excepthook`: text that an error quotes is escaped there too."""
    for part in traceback.format_exception(kind, error, trace):
        for line in part.rstrip("\n").split("\n"):
            err.print(Text(line), soft_wrap=True)


class EscapingFormatter(logging.Formatter):
    """The form of libraries' warnings on standard error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message with escapes; of several lines the later ones are indented."""
        return "\n  ".join(map(escape_invisible, super().format(record).split("\n")))


def progress(*counts: ProgressColumn) -> Progress:
    """Return a progress display: for each task its description, a bar, and these columns, such as the count."""
    what = TextColumn("{task.description}", markup=False)
    return Progress(what, BarColumn(), *counts, TimeElapsedColumn(), console=err)


COUNT = TextColumn("{task.completed}", markup=False)
"""The column for a task whose end is not known."""


def make_table(*columns: str, title: str) -> Table:
    """Return a table of these columns, numbers to the right."""
    made = Table(title=title, title_justify="left", title_style="bold", caption_justify="left", box=box.SIMPLE_HEAD)
    for position, column in enumerate(columns):
        made.add_column(
            column,
            justify="right" if position and column not in TEXT_COLUMNS else "left",
            overflow="fold",  # nothing is cut off
            min_width=ULID_WIDTH if column == "transaction" else None,
        )
    return made


def milliseconds(figures: Mapping[str, float]) -> list[str]:
    """Return percentiles as a table's cells."""
    return [f"{value:,.0f} ms" for value in figures.values()]
