"""A backtest as one picture: what each threshold and each capacity would catch, and at what cost."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import isfinite

from fraudctl.backtest.backtest import Backtest, TriedStrategy
from fraudctl.backtest.figures_text import name_of
from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.backtest.thresholds import ThresholdPoint, thinned
from fraudctl.backtest.tradeoff_tables import shown_currencies, used_capacities
from fraudctl.backtest.view import headline
from fraudctl.charts.axis import even_axis, listed_axis, log_axis, share_axis, unit_axis
from fraudctl.charts.panel import Line, Mark, Panel, Point
from fraudctl.charts.picture import Picture
from fraudctl.charts.svg import shortened

UNLABELLED = "no payment is labelled fraud"
NEVER_FIRES = "no rule fired"


def plot(backtest: Backtest, sentences: Sequence[str] | None = None) -> str:
    """Return the picture as SVG; the strategy's lines are whole, and those of the other one dashed.

    Args:
        backtest: That of which it is.
        sentences: What is said above the panels; without any given, the result.
    """
    tried = [each for each in (backtest.tried, backtest.against) if each]
    names = [name_of(each) for each in tried]
    beside = f", beside {names[1]}, dashed" if len(names) > 1 else ""
    panels = (_quality(tried), _alerts(tried), capacity_panel(tried), _value(tried, backtest.review_cost))
    said = [each.plain for each in headline(backtest)] if sentences is None else sentences
    return Picture(heading=f"Backtest of {names[0]}{beside}", sentences=said, panels=panels).svg()


def _quality(tried: Sequence[TriedStrategy]) -> Panel:
    lines = list[Line]()
    for each, points in _curves(tried):
        if each.detection.frauds:
            dashed = bool(lines)
            precision, recall = (
                [(float(point.threshold), getattr(point, name)) for point in points] for name in ("precision", "recall")
            )
            lines.append(Line(name="precision", colour="one", points=precision, dashed=dashed, stepped=True))
            lines.append(Line(name="recall", colour="two", points=recall, dashed=dashed, stepped=True))
    return Panel(
        title="By threshold",
        x=unit_axis("a score above it is alerted"),
        y=share_axis(),
        lines=lines,
        marks=_marks(tried),
        lacking="" if lines else UNLABELLED,
    )


def _alerts(tried: Sequence[TriedStrategy]) -> Panel:
    daily = [
        (place > 0, [(float(point.threshold), _positive(point.alerts / each.detection.days)) for point in points])
        for place, (each, points) in enumerate(_curves(tried))
        if each.detection.days
    ]
    values = [value for _, points in daily for _, value in points if value]
    lines = [
        Line(name="alerts", colour="one", points=points, dashed=dashed, stepped=True)
        for dashed, points in daily
        if values
    ]
    return Panel(
        title="Alerts a day, by threshold",
        x=unit_axis("a score above it is alerted"),
        y=log_axis("", min(values), max(values)) if values else even_axis("", 0, 1),
        lines=lines,
        marks=_marks(tried),
        lacking="" if values else NEVER_FIRES,
    )


def capacity_panel(tried: Sequence[TriedStrategy]) -> Panel:
    """Return precision and recall by how many payments people look at a day."""
    lines, capacities = list[Line](), used_capacities(tried)
    for each in tried:
        frauds, found = each.detection.frauds, each.detection.capacity.figures()[: len(capacities)]
        if frauds:
            dashed = bool(lines)
            precision: list[Point] = [(one.capacity, one.precision) for one in found]
            recall: list[Point] = [(one.capacity, one.caught / frauds) for one in found]
            lines.append(Line(name="precision", colour="one", points=precision, dashed=dashed, dotted=True))
            lines.append(Line(name="recall", colour="two", points=recall, dashed=dashed, dotted=True))
    return Panel(
        title="By review capacity",
        x=listed_axis("payments that people look at a day", capacities),
        y=share_axis(),
        lines=lines,
        lacking="" if lines else UNLABELLED,
    )


def _value(tried: Sequence[TriedStrategy], cost: ReviewCost) -> Panel:
    """Return the value by threshold in the currency of most alerts."""
    currency = next(iter(shown_currencies(tried[0])), "")
    lines = list[Line]()
    for each, points in _curves(tried):
        if not each.detection.frauds:
            continue
        dashed, currencies = bool(lines), each.detection.value
        caught = [(point.threshold, point.value_caught.get(currency, Decimal(0))) for point in points]
        lines.append(Line(name="caught", colour="three", points=_floats(caught), dashed=dashed, stepped=True))
        if currency in cost.value_over_cost(points[0], currencies):
            net = [(point.threshold, cost.value_over_cost(point, currencies)[currency]) for point in points]
            lines.append(Line(name="over cost", colour="two", points=_floats(net), dashed=dashed, stepped=True))
    values = [value for line in lines for _, value in line.points if value is not None]
    return Panel(
        title=f"Value, {currency}" if currency else "Value",
        x=unit_axis("a score above it is alerted"),
        y=even_axis("", min(values, default=0), max(values, default=1)),
        lines=lines,
        marks=_marks(tried),
        lacking="" if lines else UNLABELLED,
    )


def _curves(tried: Sequence[TriedStrategy]) -> Iterator[tuple[TriedStrategy, list[ThresholdPoint]]]:
    for each in tried:
        own = each.strategy.thresholds.review
        yield each, thinned(each.detection.curve.points(own), own)[::-1]


def _marks(tried: Sequence[TriedStrategy]) -> list[Mark]:
    return [
        Mark(
            x=float(each.strategy.thresholds.review),
            said=f"{shortened(each.strategy.name, 18)}: {each.strategy.thresholds.review}",
            dashed=place > 0,
        )
        for place, each in enumerate(tried)
    ]


def _floats(points: Sequence[tuple[Decimal, Decimal]]) -> list[Point]:
    found = [(float(x), float(y)) for x, y in points]
    return [(x, y if isfinite(y) else None) for x, y in found]  # amounts may have more digits than any picture


def _positive(value: float) -> float | None:
    """Return a value that an axis by powers of ten has; None for 0."""
    return value or None
