"""Thresholds of a load test: what the figures of a run may be at most."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fraudctl.client.decision_results import DecisionSummary
from fraudctl.client.latency import percentile
from fraudctl.errors import CommandError
from fraudctl.terminal.escaping import escape_invisible, subject

ERRORS, DEGRADED = "errors", "degraded"
EXPECTED = "give thresholds as p99=200ms,errors=0.1%: p1 to p99 in ms or s, errors and degraded in %"

LATENCY = re.compile(r"p([1-9]\d?)", re.ASCII)
AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s|%)", re.ASCII)

UNITS = {"ms": 1000, "s": 1, "%": 100}
"""By the unit, how many make a second or a whole."""


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """The most that a figure may be; `limit` is in seconds, or a share from 0 to 1."""

    figure: str
    limit: float
    written: str

    def exceeded_by(self, summary: DecisionSummary) -> str | None:
        """Return the figure of a run that is above the limit, as a person reads it; None if it is not above."""
        if self.figure == ERRORS:
            found: float | None = summary.error_share
        elif self.figure == DEGRADED:
            found = summary.degraded_share
        else:
            share = int(self.figure[1:]) / 100
            found = percentile(summary.latencies, share) if summary.latencies else None
        if found is None:
            return f"{self.figure} is not known, as no request was answered; the threshold is {self.written}"
        if found <= self.limit:
            return None
        shown = f"{found:.3%}" if self.figure in (ERRORS, DEGRADED) else f"{found * 1000:,.1f} ms"
        return f"{self.figure} is {shown}, above the threshold of {self.written}"


def parse_thresholds(text: str) -> list[Threshold]:
    """Return the thresholds in a text such as `p99=200ms,errors=0.1%`.

    Raises:
        CommandError: one of them is none, or a figure has two.
    """
    found = [_threshold(part.strip()) for part in text.split(",")]
    figures = [each.figure for each in found]
    for figure in figures:
        if figures.count(figure) > 1:
            raise CommandError(f"{escape_invisible(text)}: {figure} has more than one threshold")
    return found


def exceeded(thresholds: Sequence[Threshold], summary: DecisionSummary) -> Iterator[str]:
    """Yield a line for each threshold that the run went past."""
    for threshold in thresholds:
        if said := threshold.exceeded_by(summary):
            yield said


def tolerates_errors(thresholds: Sequence[Threshold]) -> bool:
    """Return whether a threshold says how many lines may be without a decision."""
    return any(each.figure == ERRORS for each in thresholds)


def _threshold(text: str) -> Threshold:
    figure, equals, written = (part.strip() for part in text.partition("="))
    amount, shown = AMOUNT.fullmatch(written), subject(text)
    is_share = figure in (ERRORS, DEGRADED)
    if not (is_share or LATENCY.fullmatch(figure)) or not equals:
        raise CommandError(f"{shown}: {EXPECTED}")
    if amount is None or (amount.group(2) == "%") != is_share:
        needed = "a share in %, as 0.1%" if is_share else "a time in ms or s, as 200ms"
        raise CommandError(f"{shown}: {figure} needs {needed}")
    number, unit = amount.groups()
    limit = float(number) / UNITS[unit]
    if is_share and limit > 1:
        raise CommandError(f"{shown}: a share is 100% at most")
    return Threshold(figure=figure, limit=limit, written=written)
