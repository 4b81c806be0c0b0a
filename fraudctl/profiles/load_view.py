"""The result of loading a file, as a person reads it."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Group
from rich.table import Table

from fraudctl.client.sending_view import first_numbers
from fraudctl.profiles.load_summary import LoadSummary
from fraudctl.terminal import report
from fraudctl.terminal.text import Text


def render_load(summary: LoadSummary, file: Path) -> Group:
    """Return the counts, the lines that were refused, and what a person should know of the rest."""
    return Group(*_tables(summary), *map(Text, _remarks(summary, file)))


def _tables(summary: LoadSummary) -> Iterator[Table]:
    counts = report.make_table("lines", "loaded before", "folded", "skipped", "refused", "labels", title="Loaded")
    refused = sum(map(len, summary.refused.values()))
    numbers = (summary.lines, summary.known, summary.folded, summary.skipped, refused, summary.labels)
    counts.add_row(*map(str, numbers))
    yield counts
    if summary.refused:
        reasons = report.make_table("lines", "reason", title="Refused")
        for reason, lines in summary.refused.items():
            reasons.add_row(first_numbers(lines), reason)
        yield reasons


def _remarks(summary: LoadSummary, file: Path) -> Iterator[str]:
    if summary.written_beside:
        yield f"the refused lines are in {file}.refused: correct them there, and load that file too"
    if unread := sum(map(len, summary.refused.values())) - summary.written_beside:
        said = f"{unread} cannot be read, and {'is' if unread == 1 else 'are'} in no file"
        yield f"{said}: put what is missing into a file of its own, and load that too"
    if summary.late:
        late, lines = len(summary.late), first_numbers(summary.late)
        yield f"{late} payments are earlier than the one before them, and count as late ones: lines {lines}"
    if summary.without_entity:
        yield f"{summary.without_entity} payments name nobody that the strategy knows: no profile holds them"
    if summary.skipped:
        yield f"{summary.skipped} payments were skipped: profiles hold them already, or were too busy to follow"
    if summary.of_other_files and summary.again:
        yield "some profiles hold another file, and were left alone"
    elif summary.of_other_files:
        yield "some profiles hold another file as well: a payment that stands in both counts twice there"
    for entity, reason in sorted(summary.unreadable.items()):
        yield f"{entity}: {reason}"
    if summary.ended:
        yield f"ended early: {summary.ended}"
        yield "load the same file again: it goes on from there"
