"""A burst on one card as a table: the outcomes, and the rules that made them."""

from rich.table import Table

from fraudctl.demo.burst import BurstOutcome
from fraudctl.terminal.report import make_table
from fraudctl.terminal.text import Text

MOST_RULES = 3

BAR = 20

COLOURS = {"approve": "green", "review": "yellow", "decline": "red"}


def render_burst(burst: BurstOutcome) -> Table:
    """Return how many payments of the burst were approved, and how many were not, by which rules."""
    summary = burst.summary
    title = f"A burst of {summary.lines:,} payments on one card, in the middle of the others"
    rows = make_table("outcome", "payments", "reason", "", title=title)
    for outcome, count in summary.outcomes.items():
        codes = burst.reasons[outcome].most_common(MOST_RULES) if outcome in burst.reasons else []
        bar = Text("█" * round(BAR * count / max(1, summary.lines)), style=COLOURS[outcome])
        rows.add_row(outcome, f"{count:,}", ", ".join(code for code, _ in codes), bar)
    if not burst.stoppable:
        rows.caption = "the strategy counts no attempts on a card, so nothing stops it while it happens"
    elif summary.latencies:
        slowest = max(summary.latencies) * 1000
        uncounted = f"; {burst.uncounted:,} without counting attempts, for want of time" if burst.uncounted else ""
        rows.caption = f"within {summary.seconds:.1f} s; the slowest answer took {slowest:,.0f} ms{uncounted}"
    return rows
