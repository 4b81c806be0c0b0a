"""A training as one picture: what it is worth beside the other strategy, what its probabilities are, what it reads."""

from collections.abc import Iterator, Sequence

from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.figures_text import percent
from fraudctl.backtest.plot import capacity_panel
from fraudctl.backtest.thresholds import thinned
from fraudctl.charts.axis import even_axis, log_axis, share_axis, unit_axis
from fraudctl.charts.bars import Bars
from fraudctl.charts.panel import Line, Mark, Panel, Point
from fraudctl.charts.picture import Picture
from fraudctl.train.calibration import Calibration
from fraudctl.train.held_out import STEP, HeldOut
from fraudctl.train.report import Report, headline

SHOWN_FEATURES = 10


def picture(report: Report, sentences: Sequence[str] | None = None) -> str:
    """Return the picture as SVG; lines of the trained strategy are whole, and those of the other one dashed.

    Args:
        report: That of which it is.
        sentences: What is said above the panels; without any given, the result.
    """
    held_out, facts = report.held_out, report.training.facts
    own = facts["review_above"].quantize(STEP)
    gains = [(name, float(gain), percent(float(gain))) for name, gain in list(facts["gains"].items())[:SHOWN_FEATURES]]
    panels = (
        _precision_by_recall(report.tried),
        capacity_panel(report.tried),
        _calibration(held_out.calibration),
        _bands(held_out.calibration, held_out.trained.detection.days),
        _thresholds(held_out, float(own)),
        Bars(title="Importance: share of gain", rows=gains),
    )
    said = [each.plain for each in headline(report)] if sentences is None else sentences
    names = [each.strategy.name for each in report.tried]
    return Picture(
        heading=f"Training of {names[0]}, beside {names[1]}, dashed, on held-out time", sentences=said, panels=panels
    ).svg()


def _precision_by_recall(tried: Sequence[TriedStrategy]) -> Panel:
    lines = [
        Line(name=each.strategy.name, colour="one", points=list(_ranked(each)), dashed=place > 0)
        for place, each in enumerate(tried)
        if each.detection.frauds
    ]
    marks = [
        Mark(x=each.detection.recall or 0, said=each.strategy.name, dashed=place > 0)
        for place, each in enumerate(tried)
    ]
    return Panel(
        title="Precision by recall",
        x=share_axis("recall: of the frauds, above a threshold"),
        y=share_axis(),
        lines=lines,
        marks=marks,
    )


def _ranked(tried: TriedStrategy) -> Iterator[Point]:
    """Yield recall and precision by the strategy's thresholds, from the highest on."""
    own = tried.strategy.thresholds.review
    for each in thinned(tried.detection.curve.points(own), own):
        if each.precision is not None and each.recall is not None:
            yield each.recall, each.precision


def _calibration(calibration: Calibration) -> Panel:
    seen: list[Point] = [
        (each.expected, each.seen) for each in calibration.tenths if each.expected is not None and each.seen is not None
    ]
    return Panel(
        title="Calibration: seen, by what was expected",
        x=share_axis("expected: what the model said, on average"),
        y=share_axis(),
        lines=[
            Line(name="as it should be", colour="two", points=[(0, 0), (1, 1)], dashed=True),
            Line(name="seen", colour="one", points=seen, dotted=True),
        ],
    )


def _bands(calibration: Calibration, days: int) -> Panel:
    """Return how many payments a day have a probability in each tenth."""
    found = {
        "frauds": [(each.least, _daily(each.frauds, days)) for each in calibration.tenths],
        "others": [(each.least, _daily(each.payments - each.frauds, days)) for each in calibration.tenths],
    }
    values = [value for points in found.values() for _, value in points if value]
    return Panel(
        title="Payments a day, by probability",
        x=unit_axis("model.score, by tenths"),
        y=log_axis("", min(values), max(values)) if values else even_axis("", 0, 1),
        lines=[
            Line(name="frauds", colour="two", points=found["frauds"], stepped=True),
            Line(name="others", colour="one", points=found["others"], stepped=True),
        ],
        lacking="" if values else "no payment was held out",
    )


def _daily(count: int, days: int) -> float | None:
    return count / days if count and days else None


def _thresholds(held_out: HeldOut, own: float) -> Panel:
    points = held_out.curve.points(STEP)[::-1]
    precision: list[Point] = [(float(each.threshold), each.precision) for each in points]
    recall: list[Point] = [(float(each.threshold), each.recall) for each in points]
    return Panel(
        title="By threshold of model.score",
        x=unit_axis("a probability above it is alerted"),
        y=share_axis(),
        lines=[
            Line(name="precision", colour="one", points=precision, stepped=True),
            Line(name="recall", colour="two", points=recall, stepped=True),
        ],
        marks=[Mark(x=own, said=f"reviewed above {own:g}")],
    )
