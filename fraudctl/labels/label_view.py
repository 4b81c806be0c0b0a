"""The results of a file of labels, as a person reads them."""

from pathlib import Path

from rich.console import Group, RenderableType

from fraudctl.client.sending_view import first_numbers
from fraudctl.labels.label_run import BESIDE, LabelSummary
from fraudctl.terminal import report
from fraudctl.terminal.text import Text


def render_labels(summary: LabelSummary, file: Path) -> Group:
    """Return the counts, the lines that were refused, and where the labels are that are to be sent again."""
    statuses = ("stored", "duplicate", *BESIDE, "refused")
    counts = report.make_table("labels", "sent before", *statuses, title="Labelled")
    counts.add_row(str(summary.lines), str(summary.before), *(str(summary.statuses[each]) for each in statuses))
    parts: list[RenderableType] = [counts]
    if summary.refused:
        reasons = report.make_table("lines", "reason", title="Refused")
        for reason, lines in summary.refused.items():
            reasons.add_row(first_numbers(lines), reason)
        parts.append(reasons)
    parts += [
        Text(f"the labels that are {status} are in {file}.{status}: send that file later")
        for status in BESIDE
        if summary.statuses[status]
    ]
    return Group(*parts)
