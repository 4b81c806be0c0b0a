"""The history of a stack's strategies: what is pointed at now, and every change, newest first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType

from fraudctl.rollout.table.change import Change
from fraudctl.rollout.table.move import short
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, OVERRIDE, SHADOW, Pointers

ARN_PARTS = 6


def render_history(read: Pointers, changes: Sequence[Change]) -> Group:
    """Return both for a person."""
    parts: list[RenderableType] = [Text(row, "bold") for row in _pointer_rows(read)]
    if not changes:
        return Group(*parts, Text("nothing was ever changed"))
    table = report.make_table("when", "what", "note", "who", title="")
    for column in table.columns:
        column.justify = "left"
    for each in changes:
        table.add_row(_when(each), " ".join(change_words(each)), each.note or "", caller(each.by))
    return Group(*parts, table)


def history_facts(read: Pointers, changes: Iterable[Change]) -> dict[str, Any]:
    """Return both for a program."""
    pointers = {
        ACTIVE: read.active,
        "before": list(read.before),
        SHADOW: read.shadow,
        CHALLENGER: read.challenger,
        "percent": read.percent or None,
        OVERRIDE: read.override,
    }
    return {"pointers": pointers, "changes": [each.facts() for each in changes]}


def caller(arn: str) -> str:
    """Return who an ARN names: `user/anna`, `assumed-role/Deployers/anna`; another text as it is."""
    parts = arn.split(":", ARN_PARTS - 1)
    return parts[-1] if len(parts) == ARN_PARTS else arn


def _pointer_rows(read: Pointers) -> Iterator[str]:
    yield f"active: {short(read.active)}"
    if read.shadow:
        yield f"shadow: {short(read.shadow)}"
    if read.challenger:
        yield f"challenger: {short(read.challenger)}, for {read.percent} % of the customers"
    if read.override:
        yield f"override: every decision is answered with {read.override}"


def _when(change: Change) -> str:
    return f"{change.time:%Y-%m-%d %H:%M:%S}" if change.time else change.at


def change_words(change: Change) -> Iterator[str]:
    """Yield the words that tell a change, to be joined by blanks."""
    yield change.action
    if change.pointer not in (None, ACTIVE, change.action):
        yield str(change.pointer)
    if change.after:
        name = f" ({change.strategy})" if change.strategy else ""
        yield f"{short(change.after) if change.action != OVERRIDE else change.after}{name}"
    if change.percent:
        yield f"for {change.percent} %"
    if change.before and change.action != OVERRIDE:
        yield f"in place of {short(change.before)}" if change.after else short(change.before)
    if change.list_name:
        yield f"{change.list_name} {change.entity or ''}".strip()
    if change.file:
        yield ", ".join(f"{number:,} on {name}" for name, number in change.lists.items())
        yield f"from {change.file}"
    if change.stopped:
        yield f"and stopped {', '.join(change.stopped)}"
    if change.forced:
        yield f"forced: {', '.join(change.forced)}"
