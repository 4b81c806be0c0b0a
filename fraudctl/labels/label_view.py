"""The results of a file of labels, as a person reads them."""

from pathlib import Path

from rich.console import Group, RenderableType

from fraudctl.labels.label_run import BESIDE, REFUSED, LabelSummary, beside
from fraudctl.terminal import report
from fraudctl.terminal.text import Text


def render_labels(summary: LabelSummary, file: Path) -> Group:
    """Return the counts, the lines that were refused, and where the labels are that are to be sent again."""
    statuses = ("stored", "duplicate", *BESIDE, REFUSED)
    counts = report.make_table("labels", "sent before", *statuses, title="Labelled")
    counts.add_row(str(summary.lines), str(summary.before), *(str(summary.statuses[each]) for each in statuses))
    parts: list[RenderableType] = [counts]
    if summary.refused.count:
        reasons = report.make_table("lines", "reason", "the first", title="Refused")
        for reason, lines in summary.refused.by_reason.items():
            reasons.add_row(f"{lines.count:,}", reason, ", ".join(map(str, lines.first)))
        parts += [reasons, Text(f"all of them are in {beside(file, REFUSED)}")]
    parts += [
        Text(f"the labels that are {status} are in {beside(file, status)}: send that file later")
        for status in BESIDE
        if summary.statuses[status]
    ]
    return Group(*parts)
