"""Detection by kind of fraud: the seed's rules and the default strategy side by side, on the same payments."""

from rich.table import Table

from fraudctl.demo.caught import CaughtByLabel
from fraudctl.terminal.report import make_table
from simulation import LEGITIMATE

COLUMNS = ("the seed's three rules", "default strategy")


def render_detection(seed: CaughtByLabel, default: CaughtByLabel) -> Table:
    """Return how many of each label were sent and alerted, with precision and recall."""
    title = f"Detection: alerts on {default.frauds:,} frauds among {sum(default.sent.values()):,} payments"
    rows = make_table("label", "sent", *COLUMNS, title=title)
    both = (seed, default)
    for label, sent in default.sent.items():
        if label != LEGITIMATE:
            rows.add_row(label, f"{sent:,}", *(_share(each.alerted[label], sent) for each in both))
    rows.add_section()
    rows.add_row("all frauds", f"{default.frauds:,}", *(_share(each.caught, each.frauds) for each in both))
    legitimate = default.sent.get(LEGITIMATE, 0)
    rows.add_row(LEGITIMATE, f"{legitimate:,}", *(f"{each.false_alarms:,} false alarms" for each in both))
    rows.add_section()
    rows.add_row("precision", "", *(_percent(each.precision) for each in both))
    rows.add_row("recall", "", *(_percent(each.recall) for each in both))
    return rows


def _share(part: int, whole: int) -> str:
    return f"{part:,}  {part / whole:>5.0%}" if whole else "0"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
