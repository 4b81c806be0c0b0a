"""The summary of a run of decisions, for a person."""

from collections.abc import Iterator

from rich.console import Group
from rich.table import Table

from fraudctl.client.decision_results import DecisionSummary
from fraudctl.client.sending_view import not_accepted, unprocessed
from fraudctl.terminal import report
from fraudctl.terminal.text import Text

AGAIN = "decide on the same again: what was decided keeps its decision, and counts as duplicate then"


def render_decision_summary(summary: DecisionSummary, *, dry_run: bool = False) -> Group:
    """Return outcomes, latencies, what could not be read, and why lines have no decision."""
    parts = [*_tables(summary, dry_run=dry_run), *not_accepted(summary, title="Not decided")]
    return Group(*parts, *map(Text, unprocessed(summary, happened="decided on", again=AGAIN)))


def _tables(summary: DecisionSummary, *, dry_run: bool) -> Iterator[Table]:
    outcomes = summary.outcomes
    counts = report.make_table("lines", "decided", *outcomes, "duplicate", "refused", "failed", title="Decisions")
    refused, failed = (sum(map(len, reasons.values())) for reasons in (summary.refused, summary.failed))
    figures = (len(summary.accepted), *outcomes.values(), summary.duplicates, refused, failed)
    counts.add_row(*map(str, (summary.lines, *figures)))
    if dry_run:
        counts.caption = "a dry run: nothing is stored of it"
    yield counts
    if summary.degraded:
        degraded = report.make_table("not read in time", "decisions", title="Degraded")
        for word, count in summary.degraded.items():
            degraded.add_row(word, f"{count:,}")
        yield degraded
    if summary.latencies:
        shown = summary.as_json()
        percentiles = shown["latency_ms"]
        requests = report.make_table("decided a second", *percentiles, "tried again", title="Requests")
        requests.add_row(str(shown["per_second"]), *report.milliseconds(percentiles), f"{summary.retries:,}")
        yield requests
