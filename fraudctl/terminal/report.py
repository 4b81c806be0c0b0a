"""What the commands show a person: tables and bars to take in at a glance."""

import logging
import traceback
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

import typer
from rich import box
from rich.console import Group, RenderableType
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from fraudctl.client.line_results import Summary
from fraudctl.terminal.json_text import INDENT, as_json_text
from fraudctl.terminal.legible import legible
from fraudctl.terminal.text import Terminal, Text

LISTED = 10
ULID = 26
"""Characters of the usual id, which is not broken to make room for others."""
WORDS = ("", "component", "label", "merchant", "reason", "resources", "value")
"""Columns that are read, not compared."""

out = Terminal()
"""Results."""

err = Terminal(stderr=True)
"""Progress, and what went wrong."""


def print_json(value: Any, *, indent: int | None = INDENT) -> None:
    """Print a result for programs; without an indent in one row."""
    typer.echo(as_json_text(value, indent=indent))


def complain(error: object) -> None:
    """Say what stopped the command; of several lines the later ones stand under the first."""
    first, *rest = str(error).split("\n")
    err.print(Text.assemble(("fraudctl: ", "red"), first), soft_wrap=True)
    for line in rest:
        err.print(Text(f"  {line}"), soft_wrap=True)


def unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print a traceback, in the place of `sys.excepthook`: what an error quotes is not obeyed there either."""
    for part in traceback.format_exception(kind, error, trace):
        for line in part.rstrip("\n").split("\n"):
            err.print(Text(line), soft_wrap=True)


class LegibleFormatter(logging.Formatter):
    """The form of what libraries warn of on standard error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message, spelt out; of several lines the later ones stand under the first."""
        return "\n  ".join(map(legible, super().format(record).split("\n")))


def progress(*counts: ProgressColumn) -> Progress:
    """A line of progress for each task: what, how much of it, and these columns, such as the count."""
    what = TextColumn("{task.description}", markup=False)
    return Progress(what, BarColumn(), *counts, TimeElapsedColumn(), console=err)


COUNT = TextColumn("{task.completed}", markup=False)
"""The column of a progress whose end is not known."""


def summary(sent: Summary) -> Group:
    """What became of the lines that were sent."""
    figures = sent.as_json()
    made = table("lines", "accepted", "duplicate", "refused", "failed", title="Sent")
    bad = [sum(map(len, reasons.values())) for reasons in (sent.refused, sent.failed)]
    made.add_row(*map(str, (sent.lines, len(sent.accepted), sent.duplicates, *bad)))
    pace = table("accepted a second", "p50", "p95", "p99", title="Requests")
    pace.add_row(str(figures["per_second"]), *milliseconds(figures["latency_ms"]))
    parts: list[RenderableType] = [made, pace] if sent.latencies else [made]
    if sent.refused or sent.failed:
        reasons = table("lines", "reason", title="Not accepted")
        for reason, lines in (*sent.refused.items(), *sent.failed.items()):
            reasons.add_row(_numbers(lines), reason)
        parts.append(reasons)
    return Group(*parts)


def table(*columns: str, title: str) -> Table:
    """A table of these columns, numbers to the right."""
    made = Table(title=title, title_justify="left", title_style="bold", caption_justify="left", box=box.SIMPLE_HEAD)
    for position, column in enumerate(columns):
        made.add_column(
            column,
            justify="right" if position and column not in WORDS else "left",
            overflow="fold",  # nothing is cut off
            min_width=ULID if column == "transaction" else None,
        )
    return made


def milliseconds(figures: Mapping[str, float]) -> list[str]:
    """Percentiles for a table's cells."""
    return [f"{value:,.0f} ms" for value in figures.values()]


def _numbers(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, sorted(lines)[:LISTED]))
    return shown if len(lines) <= LISTED else f"{shown} and {len(lines) - LISTED} more"
