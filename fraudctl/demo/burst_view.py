"""A burst on one card as a table: the outcomes, and the rules that made them."""

from rich.table import Table

from fraudctl.client.latency import percentile
from fraudctl.demo.burst import BurstOutcome
from fraudctl.terminal.report import make_table

MOST_RULES = 3


def render_burst(burst: BurstOutcome) -> Table:
    """Return how many payments of the burst were approved, and how many were not, by which rules."""
    summary = burst.summary
    title = f"A burst in the middle: {summary.lines:,} payments with one card within {summary.seconds:.1f} s"
    rows = make_table("outcome", "payments", "reason", title=title)
    for outcome, count in summary.outcomes.items():
        codes = [code for code, _ in burst.reasons.get(outcome, {}).most_common(MOST_RULES)] if count else []
        rows.add_row(outcome, f"{count:,}", ", ".join(codes))
    if not burst.stoppable:
        rows.caption = "the strategy counts no attempts on a card, so that nothing stops it while it happens"
    elif summary.latencies:
        rows.caption = f"answered within {percentile(summary.latencies, 0.99) * 1000:,.0f} ms, 99 of 100"
    return rows
