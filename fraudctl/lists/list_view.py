"""Lists and their entries, as a person reads them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType

from fraudctl.labels.label_run import beside
from fraudctl.lists.list_import import FAILED, REFUSED, RESULTS, ImportSummary
from fraudctl.lists.list_scan import ListEntry, time_of
from fraudctl.lists.list_writer import ListedEntity
from fraudctl.lists.scope import ListScope
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile.facts import Listing

MOST_SHOWN = 50
"""Entries; all of them are in --json."""


def described(listing: Listing) -> str:
    """Return who put an entity on a list, when, until when, and why."""
    until = f", until {time_of(listing.until)}" if listing.until is not None else ""
    note = f": {listing.note}" if listing.note else ""
    return f"by {listing.by} at {time_of(listing.at)}{until}{note}"


def change_facts(entity: EntityKey, name: str, result: ListedEntity, *, on_it: bool) -> dict[str, Any]:
    """Return a change for a program: the entry that there was before, and whether there is one now."""
    before = result.before and ListEntry(list=name, entity=entity, listing=result.before)
    return {
        "list": name,
        "kind": entity.kind,
        "id": entity.id,
        "on_list": on_it,
        "changed": result.changed,
        "before": before and before.said(),
    }


def render_entries(entries: Sequence[ListEntry], now: datetime) -> Group:
    """Return the entries, the latest first."""
    table = report.make_table("list", "kind", "id", "by", "at", "until", "note", title="Entries")
    for column in table.columns:
        column.justify = "left"
    for each in sorted(entries, key=lambda entry: -entry.listing.at)[:MOST_SHOWN]:
        until = "-" if each.listing.until is None else time_of(each.listing.until)
        over = " (over)" if each.over(now) else ""
        cells = (each.list, *each.entity, each.listing.by, time_of(each.listing.at), until + over)
        table.add_row(*map(Text, (*cells, each.listing.note or "")))
    parts: list[RenderableType] = [table]
    if len(entries) > MOST_SHOWN:
        parts.append(Text(f"the latest {MOST_SHOWN} of {len(entries):,}; --json has all"))
    return Group(*parts)


def render_lists(scope: ListScope, entries: Sequence[ListEntry], now: datetime) -> Group:
    """Return each list of each kind of entity: who reads it, and how many stand on it."""
    table = report.make_table("list", "kind", "read by", "in force", "over", title="Lists")
    table.columns[1].justify = table.columns[2].justify = "left"
    for kind, name in sorted({*scope.readers, *((each.entity.kind, each.list) for each in entries)}):
        of_it = [each for each in entries if (each.entity.kind, each.list) == (kind, name)]
        over = sum(each.over(now) for each in of_it)
        readers = ", ".join(scope.readers.get((kind, name), ())) or "none"
        table.add_row(*map(Text, (name, kind, readers, f"{len(of_it) - over:,}", f"{over:,}")))
    return Group(table, *(Text(f"the {each} strategy could not be read: {why}") for each, why in scope.broken.items()))


def render_import(summary: ImportSummary, file: Path) -> Group:
    """Return the counts, and the lines that were refused or could not be written."""
    counts = report.make_table("lines", *RESULTS, title="Imported")
    counts.add_row(f"{summary.lines:,}", *(f"{summary.results[each]:,}" for each in RESULTS))
    parts: list[RenderableType] = [counts]
    for lines, title in ((summary.refused, REFUSED), (summary.failed, FAILED)):
        if lines.count:
            reasons = report.make_table("lines", "reason", "the first", title=title.capitalize())
            for reason, each in lines.by_reason.items():
                reasons.add_row(f"{each.count:,}", Text(reason), ", ".join(map(str, each.first)))
            parts.append(reasons)
    if summary.refused.count:
        parts.append(Text(f"all that were refused are in {beside(file, REFUSED)}"))
    if summary.failed.count:
        parts.append(Text("the same command again writes what could not be written, and nothing twice"))
    return Group(*parts)
