"""Tables of a training: its parts, what is left out, calibration and importance."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.table import Table

from fraudctl.backtest.figures_text import percent
from fraudctl.backtest.tables import BAR, bar
from fraudctl.backtest.view import first_of
from fraudctl.client.refused_lines import RefusedLines
from fraudctl.terminal import report
from fraudctl.train.calibration import Calibration

FOR = {
    "train": "fits the trees",
    "stop": "says how many",
    "calibrate": "calibrates them",
    "held_out": "judges them",
}
"""Parts in the order of time, and what each is for."""

LEFT_OUT = {
    "gap": "in a gap: labels would have come too late",
    "declined and unlabelled": "declined, and nobody labelled it",
    "labelled late": "its label came after it would have been used",
}
"""Reasons, as a table gives them."""


def parts_table(facts: Mapping[str, Any]) -> Table:
    """Return the parts of the time, with how many payments and frauds there are in each."""
    table = report.make_table("part", "from", "to", "payments", "frauds", "for", title="Parts of the time")
    for part, purpose in FOR.items():
        (first, last), counts = facts["periods"][part], facts["rows"][part]
        table.add_row(part.replace("_", " "), first, last, f"{counts['payments']:,}", f"{counts['frauds']:,}", purpose)
    return table


def left_out_table(facts: Mapping[str, Any], refused: RefusedLines) -> Table:
    """Return how many payments and lines no use is made of, by the reason."""
    table = report.make_table("", "payments", "the first", title="Left out")
    for reason, count in facts["left_out"].items():
        if count and reason in LEFT_OUT:
            table.add_row(LEFT_OUT[reason], f"{count:,}", "")
    for reason, lines in refused.by_reason.items():
        table.add_row(reason, f"{lines.count:,}", first_of(lines))
    return table


def calibration_table(calibration: Calibration) -> Table:
    """Return what was said and what was seen, by tenths of the probability; those without payments are left out."""
    table = report.make_table("said", "payments", "expected", "seen", "difference", title="Calibration")
    for each in calibration.tenths:
        if each.expected is not None and each.seen is not None:
            cells = (f"{each.payments:,}", percent(each.expected), percent(each.seen))
            table.add_row(
                f"{each.number * 10} to {each.number * 10 + 10} %", *cells, _signed(each.seen - each.expected)
            )
    return table


def importance_table(gains: Mapping[str, Decimal], most: int | None = None) -> Table:
    """Return the share of each feature in what all splits gained, the highest first."""
    table = report.make_table("feature", "share", title="Importance, by gain")
    listed = [(name, gain) for name, gain in gains.items() if gain]
    highest = max((float(gain) for _, gain in listed), default=0) or 1
    for name, gain in listed[:most]:
        table.add_row(name, bar(float(gain), BAR * 2, of=highest))
    if most and len(listed) > most:
        rest = percent(float(sum(gain for _, gain in listed[most:])))
        table.add_row(f"and {len(listed) - most} more", f"{rest:>7}", style="dim")
    return table


def _signed(share: float) -> str:
    return f"{100 * share:+.1f} points"
