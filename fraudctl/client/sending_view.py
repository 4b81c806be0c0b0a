"""What became of the lines that were sent, for a person and for a program."""

import sys
from collections.abc import Iterable, Iterator

from rich.console import Group

from fraudctl.client.line_results import Summary
from fraudctl.terminal import report
from fraudctl.terminal.json_text import as_json_text
from fraudctl.terminal.text import Text


def shown(summary: Summary) -> Group:
    """Return the counts, why lines were not accepted, and what an early end has left undone."""
    return Group(report.summary(summary), *map(Text, _left(summary)))


def as_json(summary: Summary) -> str:
    """Return the same as JSON, with every line's transaction."""
    told = sorted(summary.fates, key=lambda fate: fate.number)
    return as_json_text({**summary.as_json(), "transactions": [fate.as_json() for fate in told]})


def put(summary: Summary, *, json_wanted: bool) -> None:
    """Print it; on the standard error if the reader of the standard output is gone, for what was done must be said."""
    if json_wanted:
        said = as_json(summary) + "\n"
    else:
        with report.out.capture() as captured:
            report.out.print(shown(summary))
        said = captured.get()
    try:
        sys.stdout.write(said)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.write(said)


def ranges(numbers: Iterable[int]) -> str:
    """Return the numbers as a person writes them: 3, 5-8."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _left(summary: Summary) -> Iterator[str]:
    if summary.ended:
        yield f"ended early: {summary.ended}"
    if summary.unanswered:
        yield f"sent, but the answer was not awaited, so they may be accepted: lines {ranges(summary.unanswered)}"
    if summary.unsent:
        yield f"read, but not sent: lines {ranges(summary.unsent)}"
    if summary.failed or summary.unanswered or summary.unsent:
        yield "send the same again: what was accepted counts as duplicate then, and is not stored twice"
