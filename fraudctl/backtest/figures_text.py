"""Figures of a backtest as texts, the same on a terminal and on a page."""

from decimal import Decimal

from fraudctl.backtest.backtest import TriedStrategy
from handlers.decision.strategy.strategy import Strategy

NOTHING = "-"


def name_of(tried: TriedStrategy) -> str:
    """Return the name of a strategy that was tried, with enough of its digest to know it."""
    return name_and_digest(tried.strategy)


def name_and_digest(strategy: Strategy) -> str:
    """Return the name of a strategy with enough of its digest to know it."""
    return f"{strategy.name} {strategy.digest[:8]}"


def percent(share: float | None) -> str:
    """Return a share in percent."""
    return NOTHING if share is None else f"{100 * share:.1f} %"


def number(value: float | None) -> str:
    """Return a figure with as many decimals as say something: three digits or more, as in `157.4`, `5.68`, `0.441`."""
    if value is None:
        return NOTHING
    decimals = 3 - min(2, len(str(int(value)))) if value >= 1 else 3
    return f"{value:,.{decimals}f}" if value else "0"


def money(amount: Decimal) -> str:
    """Return an amount."""
    return f"{amount:,.2f}"
