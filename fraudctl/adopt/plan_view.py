"""The plan of an adoption as a person reads it: what is adopted, created and changed, and warnings."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group

from fraudctl.adopt.compare import Change
from fraudctl.adopt.difference import differing_parts
from fraudctl.adopt.plan import LEFTOVERS_HINT, NEVER_ADOPTED, Entry
from fraudctl.terminal.text import Text

MAX_NAMED, MAX_DIFFERENCES = 4, 8
"""Resources of a kind, and differences of a property, that are listed."""


def render_adoption_plan(entries: Sequence[Entry]) -> Group:
    """Return the whole plan, warnings before the last line."""
    return Group(*_lines(entries))


def adoption_summary(entries: Sequence[Entry]) -> str:
    """Return the number of each, in a line."""
    taken, made = sum(entry.imported for entry in entries), sum(entry.live is None for entry in entries)
    changed, rest = sum(entry.imported and bool(entry.changes) for entry in entries), len(entries) - taken - made
    left_out = f"; {rest} left out of the file, see above" if rest else ""
    return f"{taken} resources are taken over, {changed} of them change; {made} are made{left_out}"


def adoption_plan_json(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the plan for programs."""
    return {
        "resources": [
            {
                "type": entry.resource.type,
                "name": entry.resource.name,
                "found": entry.live.id if entry.live else None,
                "imported": entry.imported,
                "changes": [_as_json(change) for change in entry.changes],
                "leftovers": list(entry.leftovers),
            }
            for entry in entries
        ]
    }


def _as_json(change: Change) -> dict[str, Any]:
    return {**change.as_json(), "differences": [asdict(each) for each in differing_parts(change.now, change.then)]}


def _lines(entries: Sequence[Entry]) -> Iterator[Text]:
    yield Text("taken over", "bold")
    yield from _by_kind([entry for entry in entries if entry.imported])
    yield Text("made", "bold")
    yield from _by_kind([entry for entry in entries if entry.live is None])
    changed = [entry for entry in entries if entry.imported and entry.changes]
    if changed:
        yield Text("what `pulumi up` changes", "bold")
    for entry in changed:
        yield Text(f"  {_name(entry)}", "cyan")
        for change in entry.changes:
            yield from (Text(f"    {row}") for row in _differences(change))
    yield from _warnings(entries)
    yield Text(adoption_summary(entries), "bold green")


def _by_kind(entries: Sequence[Entry]) -> Iterator[Text]:
    for kind in sorted({entry.kind for entry in entries}):
        names = [entry.resource.name for entry in entries if entry.kind == kind]
        more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
        yield Text(f"  {kind}: ", "dim").append(", ".join(names[:MAX_NAMED]) + more, "not dim")


def _warnings(entries: Sequence[Entry]) -> Iterator[Text]:
    serious = [(entry, change) for entry in entries for change in entry.changes if change.consequence]
    remaining = [entry for entry in entries if entry.leftovers]
    if serious or remaining:
        yield Text("mind", "bold red")
    for entry, change in serious:
        if change.consequence:
            yield from (Text(f"  ! {_name(entry)}: {row}", "bold red") for row in _differences(change))
            yield Text(f"    {change.consequence.says}")
            if change.consequence.kept_out and entry.live:
                yield Text(f"    its id: {entry.live.id}")
    for entry in remaining:
        yield Text(f"  ! {_name(entry)} keeps {', '.join(entry.leftovers)}", "yellow")
    if remaining:
        yield Text(f"    {LEFTOVERS_HINT}")
    for entry in entries:
        if entry.live is None and (reason := NEVER_ADOPTED.get(entry.resource.type)):
            yield Text(f"  {_name(entry)} is made in any case: {reason}", "dim")


def _name(entry: Entry) -> str:
    return f"{entry.kind} {entry.resource.name}"


def _differences(change: Change) -> list[str]:
    """Return a row for each part of the property that differs."""
    differing = differing_parts(change.now, change.then)
    rows = [f"{change.property}{each.path}: {each.now} → {each.then}" for each in differing[:MAX_DIFFERENCES]]
    more = len(differing) - len(rows)
    return [*rows, f"{change.property}: {more} more differences, see --json"] if more else rows
