"""A send's summary, for a person and for a program."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.console import Group
from rich.table import Table

from fraudctl.client.line_results import SendSummary
from fraudctl.terminal import report
from fraudctl.terminal.json_text import as_json_text
from fraudctl.terminal.text import Text

AGAIN = "send the same again: what was accepted counts as duplicate then, and is not stored twice"

MAX_LISTED = 10
"""Line numbers that are listed for a reason."""


def render_send_summary(summary: SendSummary) -> Group:
    """Return the counts, why lines were not accepted, and what an early end left unprocessed."""
    parts = [*_tables(summary), *not_accepted(summary, title="Not accepted")]
    return Group(*parts, *map(Text, unprocessed(summary, happened="accepted", again=AGAIN)))


def summary_json(summary: SendSummary) -> str:
    """Return the summary as JSON, with every line's transaction."""
    results = sorted(summary.results, key=lambda result: result.number)
    return as_json_text({**summary.as_json(), "transactions": [result.as_json() for result in results]})


def print_summary(summary: SendSummary, render: Callable[[], Group], *, json_wanted: bool) -> None:
    """Print the summary; on standard error if the reader of standard output is gone, so that it is never lost."""
    if json_wanted:
        text = summary_json(summary) + "\n"
    else:
        with report.out.capture() as captured:
            report.out.print(render())
        text = captured.get()
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.write(text)


def line_ranges(numbers: Iterable[int]) -> str:
    """Return the numbers as a person writes them: 3, 5-8."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def first_numbers(lines: Sequence[int]) -> str:
    """Return the first few numbers of lines, and how many there are beyond them."""
    listed = ", ".join(map(str, sorted(lines)[:MAX_LISTED]))
    return listed if len(lines) <= MAX_LISTED else f"{listed} and {len(lines) - MAX_LISTED} more"


def unprocessed(summary: SendSummary, *, happened: str, again: str) -> Iterator[str]:
    """Yield what an early end left without a result, and what to do about it."""
    if summary.ended:
        yield f"ended early: {summary.ended}"
    if summary.unanswered:
        lines = line_ranges(summary.unanswered)
        yield f"sent, but the answer was not awaited, so they may be {happened}: lines {lines}"
    if summary.unsent:
        yield f"read, but not sent: lines {line_ranges(summary.unsent)}"
    if summary.failed or summary.unanswered or summary.unsent:
        yield again


def _tables(summary: SendSummary) -> Iterator[Table]:
    counts = report.make_table("lines", "accepted", "duplicate", "refused", "failed", title="Sent")
    refused, failed = (sum(map(len, reasons.values())) for reasons in (summary.refused, summary.failed))
    counts.add_row(*map(str, (summary.lines, len(summary.accepted), summary.duplicates, refused, failed)))
    yield counts
    if summary.latencies:
        figures = summary.as_json()
        requests = report.make_table("accepted a second", "p50", "p95", "p99", title="Requests")
        requests.add_row(str(figures["per_second"]), *report.milliseconds(figures["latency_ms"]))
        yield requests


def not_accepted(summary: SendSummary, *, title: str) -> Iterator[Table]:
    """Yield the reasons why lines were refused or failed, if any were."""
    if summary.refused or summary.failed:
        reasons = report.make_table("lines", "reason", title=title)
        for reason, lines in (*summary.refused.items(), *summary.failed.items()):
            reasons.add_row(first_numbers(lines), reason)
        yield reasons
