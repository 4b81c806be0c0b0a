"""A backtest as a person reads it: the result in a sentence, then the tables, then what to know of the data."""

from collections.abc import Iterator

from rich.console import Group, RenderableType

from fraudctl.backtest.backtest import Backtest, TriedStrategy
from fraudctl.backtest.tables import (
    differences_table,
    figures_table,
    labels_table,
    number,
    percent,
    rules_table,
    value_table,
)
from fraudctl.client.refused_lines import Lines
from fraudctl.terminal import report
from fraudctl.terminal.text import Text
from fraudctl.terminal.times import duration

MOST_SHOWN = 3
"""Examples in a table; the JSON has more."""

ATTEMPTS = "every payment counts as an attempt, as if a decision had been asked for; --no-attempts counts none"
NO_ATTEMPTS = "no payment counts as an attempt, as where none is asked to be decided on"


def render_backtest(backtest: Backtest) -> Group:
    """Return the result, the tables, and what a person should know of the data."""
    remarks = [Text.assemble(("note: ", "yellow"), each) for each in _remarks(backtest)]
    return Group(*_headline(backtest), *_tables(backtest), *remarks)


def _headline(backtest: Backtest) -> Iterator[RenderableType]:
    detection = backtest.tried.detection
    frauds = f", {detection.frauds:,} of them fraud" if detection.labelled else ""
    days = f"{detection.days:,} day" + ("" if detection.days == 1 else "s")
    yield Text(f"{detection.transactions:,} payments in {days}{frauds}; {_labels(backtest)}")
    for each in (backtest.tried, backtest.against):
        if each and detection.transactions:
            yield Text.assemble((each.strategy.name, "bold"), f" {_result(each)}")


def _labels(backtest: Backtest) -> str:
    if backtest.label_delay is None:
        return "no label is ever known"
    return f"a label is known after {duration(backtest.label_delay)}"


def _result(tried: TriedStrategy) -> str:
    detection = tried.detection
    daily = f"{number(detection.alerts_per_day)} alerts a day"
    if not detection.frauds:
        return f"gives {daily}"
    vain = "" if detection.false_positives_per_fraud is None else f", {percent(detection.precision)} of them right"
    return f"catches {percent(detection.recall)} of the frauds by {daily}{vain}"


def _tables(backtest: Backtest) -> Iterator[RenderableType]:
    tried = [each for each in (backtest.tried, backtest.against) if each]
    yield Text()
    yield figures_table(tried)
    if backtest.tried.detection.kinds:
        yield labels_table(tried)
    yield from (value_table(each) for each in tried if each.detection.value)
    yield from (rules_table(each) for each in tried)
    if backtest.against:
        yield differences_table(backtest.comparison, MOST_SHOWN)
    if backtest.refused.count:
        table = report.make_table("", "lines", "the first", title="Left out")
        for reason, lines in backtest.refused.by_reason.items():
            table.add_row(reason, f"{lines.count:,}", _first(lines))
        yield table


def _remarks(backtest: Backtest) -> Iterator[str]:
    detection = backtest.tried.detection
    if detection.transactions and not detection.labelled:
        yield "no payment has a label, so nothing can be said of what was detected"
    elif backtest.unlabelled.count:
        lines = backtest.unlabelled
        yield f"{_payments(lines)} without a label, counted as legitimate: lines {_first(lines)}"
    elif not detection.frauds:
        yield "no payment is labelled fraud, so nothing can be said of what was detected"
    if backtest.late.count:
        lines = backtest.late
        yield f"{_payments(lines)} earlier than the line before, sorted: lines {_first(lines)}"
    if len(detection.value) > 1:
        names = ", ".join(each or "none" for each in sorted(detection.value))
        yield f"the payments are in several currencies: {names}; amounts are never summed across them"
    if any(each.reads_attempts for each in (backtest.tried, backtest.against) if each):
        yield ATTEMPTS if backtest.attempts else NO_ATTEMPTS
    if detection.undecided:
        yield f"rules came to no number {detection.undecided:,} times, and did not fire"
    if detection.mistyped:
        yield f"metadata came in another kind than a rule takes {detection.mistyped:,} times"


def _payments(lines: Lines) -> str:
    return "1 payment" if lines.count == 1 else f"{lines.count:,} payments"


def _first(lines: Lines) -> str:
    listed, more = ", ".join(map(str, lines.first)), lines.count - len(lines.first)
    return f"{listed} and {more:,} more" if more else listed
