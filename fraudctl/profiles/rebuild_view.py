"""A rebuild as a person reads it: what its scan costs, and what was made."""

from fraudctl.profiles.rebuilding import RebuildResult
from fraudctl.profiles.table_payments import ScanCost
from fraudctl.terminal.text import Text

CENT = 0.01


def render_cost(cost: ScanCost) -> Text:
    """Return what a scan reads and costs."""
    price = f"{cost.usd:,.2f}" if cost.usd >= CENT else f"less than {CENT}"
    size = f"about {cost.rows:,} rows: {cost.units:,} read units, {price} USD"
    return Text(f"the scan reads the whole transactions table, {size}")


def render_rebuild(result: RebuildResult) -> Text:
    """Return what a profile was made of, and what it held before."""
    before = "no profile" if result.before is None else f"{result.before:,}"
    made = f"payments {result.payments:,}, of these declined {result.declined:,}; before: {before}"
    return Text(f"{result.entity.kind} {result.entity.id} is made anew: {made}")
