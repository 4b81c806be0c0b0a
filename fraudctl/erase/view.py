"""Erasures for a person: the cost, what was found, and those that wait for their finish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.console import Group, RenderableType

from fraudctl.erase.eraser import Found
from fraudctl.erase.plan import Plan
from fraudctl.erase.record import Record
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from fraudctl.terminal.times import format_iso

OF_MANY = ("terminal", "merchant")
"""Kinds of which an entity belongs to nobody: its profile holds others' payments too."""


def cost_line(plan: Plan) -> str:
    """Return what the scans take."""
    items, size = sum(each.items for each in plan.tables), sum(each.bytes for each in plan.tables)
    return (
        f"reads {len(plan.tables)} tables from end to end: {items:,} items, {size / 1_000_000:,.1f} MB, "
        f"{plan.units:,} read units, about ${plan.usd:,.2f}; each transaction found adds some five writes"
    )


def render_found(found: Found) -> Group:
    """Return what was erased, or would be."""
    verb = "to erase" if found.record is None else "erased"
    table = report.make_table("", verb, title="Found")
    for where, count in found.counts.items():
        table.add_row(Text(where), f"{count:,}")
    if not found.counts:
        table.add_row(Text("nothing"), "")
    parts: list[RenderableType] = [table, *map(Text, _related(found)), *map(Text, _left(found))]
    if found.record and found.complete:
        parts.append(Text(_outcome(found.record)))
    return Group(*parts)


def render_records(records: Sequence[Record]) -> RenderableType:
    """Return all erasures, the latest first."""
    if not records:
        return Text("nothing was erased from this stack")
    table = report.make_table("reference", "kind", "moment", "by", "state", "finish from", title="Erasures")
    for column in table.columns:
        column.justify = "left"
    for each in sorted(records, key=lambda record: record.moment, reverse=True):
        waits = _minute(each.finish_from + timedelta(minutes=1)) if each.state in ("begun", "erased") else "-"
        table.add_row(*map(Text, (each.reference, each.of, _minute(each.at), each.by, each.state, waits)))
    return table


def _minute(at: datetime) -> str:
    """Return a time without its seconds: whole ones would break in a narrow terminal."""
    return f"{at:%Y-%m-%dT%H:%MZ}"


def _related(found: Found) -> list[str]:
    """Return a line for each kind whose entities may be the person's alone, and are not erased with them."""
    return [
        f"the same payments were of {kind} {', '.join(ids)}: if that is the person's alone, erase it too"
        for kind, ids in found.related.items()
        if kind not in OF_MANY
    ]


def _left(found: Found) -> list[str]:
    lines = [f"{count} messages hold others' payments too, and stay: {why}" for why, count in found.queues.left.items()]
    if found.queues.held:
        lines.append(f"{found.queues.held} messages are held by somebody else: run the same again in 15 minutes")
    return lines


def _outcome(record: Record) -> str:
    if record.state == "finished":
        return f"finished; the record of it is {record.reference}"
    return (
        f"erased is what was received before {format_iso(record.at)}; what still arrives of it is dropped. "
        f"Finish it from {format_iso(record.finish_from)} on, with --finish. The record of it is {record.reference}"
    )
