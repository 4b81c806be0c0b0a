"""What the commands show a person: tables and bars to take in at a glance."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from fraudctl.fates import Summary

LISTED = 10
WORDS = ("", "component", "label", "merchant", "reason", "resources")
"""Columns that are read, not compared."""

out = Console()
"""Results."""

err = Console(stderr=True)
"""Progress, and what went wrong."""


def summary(sent: Summary) -> Group:
    """What became of the lines that were sent."""
    figures = sent.as_json()
    made = table("lines", "accepted", "duplicate", "refused", "failed", title="Sent")
    bad = [sum(map(len, reasons.values())) for reasons in (sent.refused, sent.failed)]
    made.add_row(*map(str, (sent.lines, len(sent.accepted), sent.duplicates, *bad)))
    pace = table("accepted a second", "p50", "p95", "p99", title="Requests")
    pace.add_row(str(figures["per_second"]), *milliseconds(figures["latency_ms"]))
    parts: list[RenderableType] = [made, pace] if sent.latencies else [made]
    if not sent.complete:
        reasons = table("lines", "reason", title="Not accepted")
        for reason, lines in (*sent.refused.items(), *sent.failed.items()):
            reasons.add_row(_numbers(lines), escape(reason))
        parts.append(reasons)
    return Group(*parts)


def story(transaction: Mapping[str, Any] | None, score: Mapping[str, Any] | None) -> Group:
    """A transaction, its score and its reasons."""
    table = Table(show_header=False, title="Transaction", title_justify="left")
    for name, value in sorted((transaction or {}).items()):
        table.add_row(name, escape(_plain(value)))
    parts: list[RenderableType] = [table]
    if score:
        parts.append(Text.assemble("score ", (str(score["fraud_score"]), "bold"), f"  at {score['scored_at']}"))
        parts += [Text(f"  {each['reason']}  +{each['weight']}") for each in score["reasons"]]
    else:
        parts.append(Text("not scored yet"))
    return Group(*parts)


def table(*columns: str, title: str) -> Table:
    """A table of these columns, numbers to the right."""
    made = Table(title=title, title_justify="left", title_style="bold", caption_justify="left", box=box.SIMPLE_HEAD)
    for position, column in enumerate(columns):
        made.add_column(column, justify="right" if position and column not in WORDS else "left")
    return made


def milliseconds(figures: Mapping[str, float]) -> list[str]:
    """Percentiles for a table's cells."""
    return [f"{value:,.0f} ms" for value in figures.values()]


def _plain(value: object) -> str:
    """Return a row's value in words, whatever somebody put there."""
    match value:
        case frozenset():
            return ", ".join(sorted(map(_plain, value)))
        case bytes():
            return f"{len(value)} bytes"
        case _:
            return str(value)


def _numbers(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, sorted(lines)[:LISTED]))
    return shown if len(lines) <= LISTED else f"{shown} and {len(lines) - LISTED} more"
