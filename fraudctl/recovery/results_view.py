"""The results of redrive and reconcile, as tables for a person."""

import re
from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

from fraudctl.recovery.reconciling import ReconcileResult
from fraudctl.recovery.redrive_result import MessageResult, RedriveResult
from fraudctl.terminal.text import Text

EXAMPLES = 5
NUMBER = re.compile(r"\b\d+\b")
"""Reasons that differ only in a number, such as how many entries of a batch failed, are shown as one."""

SETTLE = (
    "in conflict: the client was told something else. `fraudctl show` prints what is stored; tell it, then --discard"
)
"""A client may be told so while the table does not answer, since nobody knows then what is stored under an id."""

UNSEEN = "not all of the queue was seen"

ENDS = {
    "empty": "nothing more in sight",
    "most": "as many as were asked for",
    "interrupted": "interrupted: what was not finished is back in the queue",
    "hopeless": "given up early: everything failed, several batches in a row",
}


def render_redrive(stage: str, result: RedriveResult, *, holds: str = "transactions") -> Group:
    """Return the counts, those of what the queue holds among them, and the messages that stay or left, by reason."""
    title = f"{stage.capitalize()}'s queue" + (" (dry run: nothing was changed)" if result.dry_run else "")
    counts = {"taken": result.taken, "to redrive" if result.dry_run else "redriven": result.redriven}
    if not result.dry_run:
        counts[holds] = result.transactions
    counts |= {"duplicate": result.duplicate, "failed": len(result.failed), "poison": len(result.poison)}
    rare = {"conflict": len(result.conflicts), "repeats": result.repeats, "discarded": len(result.discarded)}
    rare["held by others"] = result.held
    counts |= {name: count for name, count in rare.items() if count}
    table = _table(*counts, title=title)
    table.add_row(*map(str, counts.values()))
    table.caption = UNSEEN if result.unseen else ENDS[result.ended]
    parts: list[RenderableType] = [table, *map(Text, _unseen(result))]
    for heading, results in (
        ("Kept, for a later run", result.failed),
        ("Kept, in conflict", result.conflicts),
        ("Kept as poison; --discard deletes it", result.poison),
        ("Discarded", result.discarded),
    ):
        if results:
            parts.append(_by_reason(heading, results))
    if result.conflicts:
        parts.append(Text(SETTLE, "yellow"))
    return Group(*parts)


def render_reconcile(result: ReconcileResult) -> Group:
    """Return the counts, and the reasons for transactions that have no score, or one that still owes something."""
    title = f"Transactions from {result.period.since:%Y-%m-%d %H:%M:%S} to {result.period.until:%Y-%m-%d %H:%M:%S} UTC"
    counts = {"looked at": result.looked_at, "without score": len(result.unscored) - result.owed}
    rare = {"still owed": result.owed, "of them decided": result.decided}
    counts |= {name: count for name, count in rare.items() if count}
    counts |= {"scored now": result.scored, "failed": result.failed.total(), "malformed": len(result.malformed)}
    table = _table(*counts, title=title)
    table.add_row(*map(str, counts.values()))
    parts: list[RenderableType] = [table]
    for stage, messages in result.unread.items():
        parts.append(Text(f"{stage.capitalize()}'s queue: messages that could not be looked at: {messages}", "yellow"))
    if oldest := result.oldest:
        parts.append(Text(f"oldest: {oldest.transaction.transaction_id}, of {oldest.created_at:%Y-%m-%d %H:%M:%S} UTC"))
    for heading, counted in (
        ("Why", result.reasons),
        ("When, by hour of receipt", result.hours),
        ("Not scored", result.failed),
        ("No transactions", result.malformed),
    ):
        if counted:
            parts.append(_counted(heading, counted))
    return Group(*parts)


def _unseen(result: RedriveResult) -> Iterator[str]:
    if result.held and result.held_until:
        yield (
            f"{result.held} more are held out of sight, by another run or by one that was killed, until "
            f"{result.held_until:%H:%M:%S} UTC at the latest: --wait waits for them"
        )
    if result.in_sight:
        yield f"{result.in_sight} more are in sight by the queue's count, and were not given out: run it again"


def _by_reason(heading: str, results: Sequence[MessageResult]) -> Table:
    table = Table(
        "messages",
        "reason",
        "for instance",
        title=heading,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
    )
    reasons: dict[str, list[MessageResult]] = {}
    for each in results:
        reasons.setdefault(NUMBER.sub("N", each.reason), []).append(each)
    for reason, alike in reasons.items():
        examples = Group(*(Text(each.subject or each.message_id) for each in alike[:EXAMPLES]))
        table.add_row(str(len(alike)), reason, examples)
    return table


def _counted(heading: str, counted: Mapping[str, object]) -> Table:
    table = Table(title=heading, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_header=False)
    for name, value in counted.items():
        table.add_row(name, str(value))
    return table


def _table(*columns: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, caption_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table
