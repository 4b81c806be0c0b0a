"""Tables of what there is to choose: thresholds, and how many payments people look at a day."""

from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table

from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.figures_text import money, name_of, number, percent
from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.backtest.thresholds import ThresholdCurve, thinned
from fraudctl.terminal import report
from fraudctl.terminal.text import Text

SHOWN_POINTS = 10
SHOWN_CURRENCIES = 2
"""Currencies that have a column, those with the most payments on which a rule fired."""


def thresholds_table(tried: TriedStrategy, cost: ReviewCost, most: int = SHOWN_POINTS) -> Table:
    """Return what some thresholds would alert and catch; the strategy's own is bold."""
    own = tried.strategy.thresholds.review
    return curve_table(tried, tried.detection.curve, own, cost, most, title=f"Thresholds, {name_of(tried)}")


def curve_table(
    tried: TriedStrategy, curve: ThresholdCurve, own: Decimal, cost: ReviewCost, most: int, *, title: str
) -> Table:
    """Return what some thresholds would alert and catch, by a curve of the payments that the strategy was tried on."""
    detection, points, currencies = tried.detection, curve.points(own), shown_currencies(tried)
    costed = [each for each in currencies if cost.of(each, detection.value) is not None]
    table = report.make_table("threshold", "alerts a day", "precision", "recall", title=title)
    for currency in currencies:
        table.add_column(_in("caught", currency), justify="right")
    for currency in costed:
        table.add_column(_in("over cost", currency), justify="right")
    for each in thinned(points, own, most):
        daily = number(each.alerts / detection.days if detection.days else None)
        cells = [_threshold(each.threshold), daily, percent(each.precision), percent(each.recall)]
        cells += [money(each.value_caught.get(currency, Decimal(0))) for currency in currencies]
        net = cost.value_over_cost(each, detection.value)
        cells += [money(net[currency]) for currency in costed]
        table.add_row(*(Text(cell) for cell in cells), style="bold" if each.threshold == own else "")
    return table


def capacities_table(tried: Sequence[TriedStrategy]) -> Table:
    """Return what is found by how many payments people look at a day, up to where they look at all."""
    table = report.make_table("reviews a day", title="By review capacity")
    for each in tried:
        of = f", {each.strategy.name}" if len(tried) > 1 else ""
        table.add_column(f"precision{of}", justify="right")
        table.add_column(f"recall{of}", justify="right")
    columns = [each.detection.capacity.figures() for each in tried]
    for row, capacity in enumerate(used_capacities(tried)):
        cells = [f"{capacity:,}"]
        for each, column in zip(tried, columns, strict=True):
            frauds = each.detection.frauds
            cells += [percent(column[row].precision), percent(column[row].caught / frauds if frauds else None)]
        table.add_row(*cells)
    return table


def best_thresholds(tried: TriedStrategy, cost: ReviewCost) -> list[str]:
    """Return a sentence for each currency in which a review's cost is known."""
    currencies, points = tried.detection.value, tried.detection.curve.points(tried.strategy.thresholds.review)
    said = []
    for currency in cost.value_over_cost(points[0], currencies):
        best = cost.best(points, currency, currencies)
        worth = f"{money(cost.value_over_cost(best, currencies)[currency])} {currency}".strip()
        said.append(
            f"{tried.strategy.name}: value over cost is highest at threshold {_threshold(best.threshold)}, {worth}"
        )
    return said


def used_capacities(tried: Sequence[TriedStrategy]) -> list[int]:
    """Return the capacities that say something: those up to the first that no strategy uses up."""
    columns = [[(each.capacity, each.looked_at) for each in one.detection.capacity.figures()] for one in tried]
    enough = max(next(capacity for capacity, seen in column if seen == column[-1][1]) for column in columns)
    return [capacity for capacity, _ in columns[0] if capacity <= enough]


def shown_currencies(tried: TriedStrategy) -> list[str]:
    """Return the currencies of frauds that have a column."""
    alerts = tried.detection.curve.points(tried.strategy.thresholds.review)[-1].alerts_by_currency
    of_frauds = [each for each, value in sorted(tried.detection.value.items()) if value.fraud]
    return sorted(of_frauds, key=lambda each: -alerts[each])[:SHOWN_CURRENCIES]


def _threshold(threshold: Decimal) -> str:
    return f"{threshold.normalize():f}"


def _in(name: str, currency: str) -> str:
    return f"{name}, {currency}" if currency else name
