"""The plan of a move as a person reads it: what is taken over, what is made, what changes, what to mind."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group
from rich.text import Text

from fraudctl.adoption.plan import KEPT, MADE_ANEW, Entry

NAMED = 4
LONGEST = 60


def shown(entries: Sequence[Entry]) -> Group:
    """Everything, dangers before the last line."""
    return Group(*_lines(entries))


def summary(entries: Sequence[Entry]) -> str:
    """How many of each, in a line."""
    taken, made = sum(entry.imported for entry in entries), sum(entry.live is None for entry in entries)
    changed, rest = sum(entry.imported and bool(entry.changes) for entry in entries), len(entries) - taken - made
    left_out = f"; {rest} left out of the file, see above" if rest else ""
    return f"{taken} resources are taken over, {changed} of them change; {made} are made{left_out}"


def as_json(entries: Sequence[Entry]) -> dict[str, Any]:
    """For programs."""
    return {
        "resources": [
            {
                "type": entry.resource.type,
                "name": entry.resource.name,
                "found": entry.live.id if entry.live else None,
                "imported": entry.imported,
                "changes": [change.as_json() for change in entry.changes],
                "leftovers": list(entry.leftovers),
            }
            for entry in entries
        ]
    }


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
            yield Text(f"    {change.property}: {_short(change.now)} → {_short(change.then)}")
    yield from _warnings(entries)
    yield Text(summary(entries), "bold green")


def _by_kind(entries: Sequence[Entry]) -> Iterator[Text]:
    for kind in sorted({entry.kind for entry in entries}):
        names = [entry.resource.name for entry in entries if entry.kind == kind]
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        yield Text(f"  {kind}: ", "dim").append(", ".join(names[:NAMED]) + more, "not dim")


def _warnings(entries: Sequence[Entry]) -> Iterator[Text]:
    grave = [(entry, change) for entry in entries for change in entry.changes if change.consequence]
    remaining = [entry for entry in entries if entry.leftovers]
    if grave or remaining:
        yield Text("mind", "bold red")
    for entry, change in grave:
        if change.consequence:
            what = f"  ! {_name(entry)}: {change.property} {_short(change.now)} → {_short(change.then)}"
            yield Text(what, "bold red")
            yield Text(f"    {change.consequence.says}")
            if change.consequence.kept_out and entry.live:
                yield Text(f"    its id: {entry.live.id}")
    for entry in remaining:
        yield Text(f"  ! {_name(entry)} keeps {', '.join(entry.leftovers)}", "yellow")
    if remaining:
        yield Text(f"    {KEPT}")
    for entry in entries:
        if entry.live is None and (reason := MADE_ANEW.get(entry.resource.type)):
            yield Text(f"  {_name(entry)} is made in any case: {reason}", "dim")


def _name(entry: Entry) -> str:
    return f"{entry.kind} {entry.resource.name}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else "-" if value is None else json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
