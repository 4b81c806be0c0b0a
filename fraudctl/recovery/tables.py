"""What redrive and reconcile show a person."""

import re
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from fraudctl.recovery.outcomes import Outcome, Redriven
from fraudctl.recovery.reconciling import Reconciled

LISTED = 5
NUMBER = re.compile(r"\b\d+\b")
"""What tells reasons apart that are the same to a person, such as how many entries of a batch failed."""

ENDS = {
    "empty": "nothing more in sight",
    "most": "as many as were asked for",
    "interrupted": "interrupted: what was not finished is back in the queue",
    "hopeless": "given up early: nothing could be brought back any more",
}


def redriven(stage: str, result: Redriven) -> Group:
    """Counts, and what was kept or discarded, by reason."""
    title = f"{stage.capitalize()}'s queue" + (" (dry run: nothing was changed)" if result.dry_run else "")
    table = _table(
        "taken", "to redrive" if result.dry_run else "redriven", "duplicate", "failed", "poison", title=title
    )
    if result.discarded:
        table.add_column("discarded", justify="right")
    counts = [result.taken, result.redriven, result.duplicate, len(result.failed), len(result.poison)]
    table.add_row(*map(str, counts), *([str(len(result.discarded))] if result.discarded else []))
    table.caption = ENDS[result.ended]
    parts: list[RenderableType] = [table]
    for heading, outcomes in (
        ("Kept, for a later run", result.failed),
        ("Kept as poison; --discard deletes it", result.poison),
        ("Discarded", result.discarded),
    ):
        if outcomes:
            parts.append(_by_reason(heading, outcomes))
    return Group(*parts)


def reconciled(result: Reconciled) -> Group:
    """Counts, and why there were transactions without a score."""
    title = f"Transactions from {result.period.since:%Y-%m-%d %H:%M:%S} to {result.period.until:%Y-%m-%d %H:%M:%S} UTC"
    table = _table("looked at", "without score", "scored now", "failed", "malformed", title=title)
    counts = [result.looked_at, len(result.unscored), result.scored, result.failed.total(), len(result.malformed)]
    table.add_row(*map(str, counts))
    parts: list[RenderableType] = [table]
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


def _by_reason(heading: str, outcomes: Sequence[Outcome]) -> Table:
    table = Table(
        "messages",
        "reason",
        "for instance",
        title=heading,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
    )
    reasons: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        reasons.setdefault(NUMBER.sub("N", outcome.reason), []).append(outcome)
    for reason, alike in reasons.items():
        examples = "\n".join(escape(each.subject or each.message_id) for each in alike[:LISTED])
        table.add_row(str(len(alike)), escape(reason), examples)
    return table


def _counted(heading: str, counted: Mapping[str, object]) -> Table:
    table = Table(title=heading, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_header=False)
    for name, value in counted.items():
        table.add_row(escape(name), escape(str(value)))
    return table


def _table(*columns: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, caption_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table
