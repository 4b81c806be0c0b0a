"""A training as a person reads it: the result in sentences, then the tables, then what to know of the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Group
from rich.table import Table

from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.figures_text import name_and_digest, name_of, number, percent
from fraudctl.backtest.tables import differences_table, figures_table, labels_table
from fraudctl.backtest.tradeoff_tables import best_thresholds, capacities_table, curve_table
from fraudctl.backtest.view import ATTEMPTS, NO_ATTEMPTS, first_of, payments_of, result_of
from fraudctl.fraud_detector.conversion.retraining import asks_for_score, is_imported
from fraudctl.terminal.text import AnyText, Text
from fraudctl.terminal.times import duration, format_iso
from fraudctl.train.held_out import STEP, HeldOut
from fraudctl.train.read_payments import ReadPayments
from fraudctl.train.run import Training
from fraudctl.train.tables import calibration_table, importance_table, left_out_table, parts_table
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class Report:
    """A training, what it is worth on time that was held out, and how it was asked for."""

    training: Training
    held_out: HeldOut
    read: ReadPayments
    label_delay: timedelta
    time: CountedTime | None
    """The time of a stack's payments; None of a file."""
    command: str
    """As it was typed."""

    @property
    def tried(self) -> tuple[TriedStrategy, TriedStrategy]:
        """Return both strategies with their figures, the trained one first."""
        return self.held_out.trained, self.held_out.against

    @property
    def source(self) -> str:
        """Return what was read."""
        data = self.training.facts["data"]
        return f"stack {data['stack']}" if "stack" in data else str(data.get("file", "the data"))


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Rows of the longer tables, at most; the JSON has more."""

    points: int
    features: int
    examples: int


ON_A_TERMINAL = Shown(points=10, features=12, examples=3)


def render_report(report: Report) -> Group:
    """Return the result, the tables, and what a person should know."""
    notes = [Text.assemble(("note: ", "yellow"), each) for each in remarks(report)]
    return Group(*headline(report), Text(), *tables(report), *notes)


def headline(report: Report) -> Iterator[AnyText]:
    """Yield the result in a few sentences."""
    facts, detection = report.training.facts, report.held_out.trained.detection
    yield Text(
        f"{report.read.count:,} payments of {report.source}; a label is known after {duration(report.label_delay)}"
        if report.time is None
        else f"{report.read.count:,} payments of {report.source}, {format_iso(report.time.since)} to "
        f"{format_iso(report.time.until)} and those before as history; a label is known when it was received"
    )
    trees, count = f"{facts['trees']} tree{'' if facts['trees'] == 1 else 's'}", len(facts["gains"])
    yield Text.assemble((report.training.strategy.name, "bold"), f" is a model of {trees} over {count} features")
    first, last = facts["periods"]["held_out"]
    yield Text(
        f"on {first} to {last}, which was held out: {detection.transactions:,} payments, {detection.frauds:,} of them "
        "fraud"
    )
    for each in report.tried:
        yield Text.assemble((each.strategy.name, "bold"), f" {result_of(each)}")


def tables(report: Report, shown: Shown = ON_A_TERMINAL) -> Iterator[Table]:
    """Yield the tables, the most important first."""
    held_out, facts = report.held_out, report.training.facts
    yield parts_table(facts)
    if any(facts["left_out"].values()) or report.read.refused.count:
        yield left_out_table(facts, report.read.refused)
    yield figures_table(report.tried)
    if held_out.trained.detection.kinds:
        yield labels_table(report.tried)
    own = facts["review_above"].quantize(STEP)
    title = f"Thresholds of model.score, {held_out.trained.strategy.name}"
    yield curve_table(held_out.trained, held_out.curve, own, held_out.review_cost, shown.points, title=title)
    yield capacities_table(report.tried)
    yield calibration_table(held_out.calibration)
    yield importance_table(facts["gains"], shown.features)
    yield differences_table(held_out.comparison, shown.examples)


def _of_imported(strategy: Strategy) -> Iterator[str]:
    yield (
        "the strategy is of an imported detector: its rules stay, their thresholds of model.score moved to where the "
        "new model has the same share of false positives, and answers name the next version of its model"
    )
    if not asks_for_score(strategy):
        yield "no rule asks for model.score, so the model decides nothing: fraudctl import fraud-detector --model does"


def remarks(report: Report) -> Iterator[str]:
    """Yield what a person should know."""
    held_out, read = report.held_out, report.read
    detection = held_out.trained.detection
    alone, error = held_out.ranking.average_precision(), held_out.calibration.error
    yield (
        f"by the probability itself, of which the score is a band, average precision is {number(alone)}; what it says "
        f"differs from what was seen by {percent(error)} on average"
    )
    yield (
        f"{name_of(held_out.trained)} was judged; {name_and_digest(report.training.strategy)}, which is written, was "
        "fitted anew to all payments whose outcome is known by now"
    )
    if is_imported(report.training.strategy):
        yield from _of_imported(report.training.strategy)
    else:
        yield (
            f"rules review above a probability of {report.training.facts['review_above'].quantize(STEP)}, where "
            "precision and recall were best together on time before what was held out"
        )
    if read.unlabelled.count:
        where = "" if report.time else f": lines {first_of(read.unlabelled)}"
        yield f"{payments_of(read.unlabelled.count)} without a label, counted as legitimate{where}"
    if detection.unknown:
        was = "was" if detection.unknown == 1 else "were"
        said = f"{payments_of(detection.unknown)} held out {was} declined when made, and nobody labelled"
        yield f"{said}: left out of precision"
    if len(detection.value) > 1:
        names = ", ".join(each or "none" for each in sorted(detection.value))
        yield f"the payments are in several currencies: {names}; amounts are never summed across them"
    if held_out.review_cost:
        for each in report.tried:
            yield from best_thresholds(each, held_out.review_cost)
    if held_out.against.reads_attempts:
        yield f"for {held_out.against.strategy.name}, {ATTEMPTS if held_out.attempts else NO_ATTEMPTS}"
