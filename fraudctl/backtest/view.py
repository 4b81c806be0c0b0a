"""A backtest as a person reads it: the result in a sentence, then the tables, then what to know of the data."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group
from rich.table import Table

from fraudctl.backtest.backtest import Backtest, TriedStrategy
from fraudctl.backtest.detection import Detection
from fraudctl.backtest.figures_text import number, percent
from fraudctl.backtest.tables import (
    differences_table,
    figures_table,
    labels_table,
    rule_differences_table,
    rules_table,
    value_table,
)
from fraudctl.backtest.tradeoff_tables import best_thresholds, capacities_table, thresholds_table
from fraudctl.client.refused_lines import Lines
from fraudctl.terminal import report
from fraudctl.terminal.text import AnyText, Text
from fraudctl.terminal.times import duration, format_iso


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Rows of the longer tables, at most; the JSON has more."""

    points: int
    """Thresholds."""
    rules: int | None
    """Rules of each strategy in the table of differences; None: all."""
    examples: int
    """Ids of a difference."""


ON_A_TERMINAL = Shown(points=10, rules=6, examples=3)

ATTEMPTS = "every payment counts as an attempt, as if a decision had been asked for; --no-attempts counts none"
NO_ATTEMPTS = "no payment counts as an attempt, as where none is asked to be decided on"


def render_backtest(backtest: Backtest) -> Group:
    """Return the result, the tables, and what a person should know of the data."""
    notes = [Text.assemble(("note: ", "yellow"), each) for each in remarks(backtest)]
    return Group(*headline(backtest), Text(), *tables(backtest), *notes)


def headline(backtest: Backtest) -> Iterator[AnyText]:
    """Yield the result in a few sentences."""
    detection = backtest.tried.detection
    frauds = f", {detection.frauds:,} of them fraud" if detection.labelled else ""
    days = f"{detection.days:,} day" + ("" if detection.days == 1 else "s")
    yield Text(f"{detection.transactions:,} payments in {days}{frauds}; {_labels(backtest)}")
    if time := backtest.time:
        of = f"of stack {time.stack}, {format_iso(time.since)} to {format_iso(time.until)}"
        yield Text(
            f"{of}; {backtest.history:,} payments before are history; {detection.declined_before:,} were declined"
        )
    for each in (backtest.tried, backtest.against):
        if each and detection.transactions:
            yield Text.assemble((each.strategy.name, "bold"), f" {result_of(each)}")


def _labels(backtest: Backtest) -> str:
    if backtest.label_delay is None:
        return "no label is ever known"
    if backtest.time:
        return "a label is known when it was received"
    return f"a label is known after {duration(backtest.label_delay)}"


def result_of(tried: TriedStrategy) -> str:
    """Return what a strategy catches, and by how many alerts."""
    detection = tried.detection
    daily = f"{number(detection.alerts_per_day)} alerts a day"
    if not detection.frauds:
        return f"gives {daily}"
    vain = "" if detection.false_positives_per_fraud is None else f", {percent(detection.precision)} of them right"
    return f"catches {percent(detection.recall)} of the frauds by {daily}{vain}"


def tables(backtest: Backtest, shown: Shown = ON_A_TERMINAL) -> Iterator[Table]:
    """Yield the tables, the most important first."""
    tried = [each for each in (backtest.tried, backtest.against) if each]
    yield figures_table(tried)
    if backtest.tried.detection.kinds:
        yield labels_table(tried)
    if backtest.tried.detection.transactions:
        yield from (thresholds_table(each, backtest.review_cost, shown.points) for each in tried)
        yield capacities_table(tried)
    yield from (value_table(each) for each in tried if each.detection.value)
    yield from (rules_table(each) for each in tried)
    if backtest.against:
        yield differences_table(backtest.comparison, shown.examples)
        by_rule = rule_differences_table(backtest.comparison, backtest.tried, backtest.against, shown.rules)
        if by_rule.row_count:
            yield by_rule
    if backtest.refused.count:
        table = report.make_table("", "rows" if backtest.time else "lines", "the first", title="Left out")
        for reason, lines in backtest.refused.by_reason.items():
            table.add_row(reason, f"{lines.count:,}", first_of(lines))
        yield table


def remarks(backtest: Backtest) -> Iterator[str]:
    """Yield what a person should know of the data."""
    yield from _on_labels(backtest)
    yield from _on_costs(backtest)
    detection = backtest.tried.detection
    if backtest.late.count:
        lines = backtest.late
        yield f"{payments_of(lines.count)} earlier than the line before, sorted: lines {first_of(lines)}"
    if len(detection.value) > 1:
        names = ", ".join(each or "none" for each in sorted(detection.value))
        yield f"the payments are in several currencies: {names}; amounts are never summed across them"
    if any(each.reads_attempts for each in (backtest.tried, backtest.against) if each):
        yield ATTEMPTS if backtest.attempts else NO_ATTEMPTS
    if detection.undecided:
        yield f"rules came to no number {detection.undecided:,} times, and did not fire"
    if detection.mistyped:
        yield f"metadata came in another kind than a rule takes {detection.mistyped:,} times"


def _on_labels(backtest: Backtest) -> Iterator[str]:
    detection = backtest.tried.detection
    if detection.transactions and not detection.labelled:
        yield "no payment has a label, so nothing can be said of what was detected"
        return
    if detection.unknown:
        yield _left_out(detection)
    if backtest.unlabelled.count:
        lines = backtest.unlabelled
        where = "" if backtest.time else f": lines {first_of(lines)}"
        yield f"{payments_of(lines.count)} without a label, counted as legitimate{where}"
    if backtest.young and backtest.label_delay:
        yield f"{backtest.young:,} of these are of the last {duration(backtest.label_delay)}: labels may still come"
    if detection.transactions and not detection.frauds:
        yield "no payment is labelled fraud, so nothing can be said of what was detected"
    elif detection.transactions and detection.frauds == detection.transactions - detection.unknown:
        yield "every payment is labelled fraud, so nothing can be said of false alarms, and precision is always 100 %"


def _on_costs(backtest: Backtest) -> Iterator[str]:
    cost, currencies = backtest.review_cost, backtest.tried.detection.value
    if not cost or not currencies:
        return
    if all(cost.of(each, currencies) is None for each in currencies):
        names = ", ".join(each or "none" for each in sorted(currencies))
        yield f"what a review costs is in none of the payments' currencies, {names}: give it as EUR=4.50"
    for each in (backtest.tried, backtest.against):
        yield from best_thresholds(each, cost) if each else ()


def _left_out(detection: Detection) -> str:
    many = "1 payment that was" if detection.unknown == 1 else f"{detection.unknown:,} payments that were"
    alerts = f"{detection.unknown_alerts:,} of them alerted again" if detection.unknown_alerts else "none alerted again"
    return f"{many} declined when made, and nobody labelled, {alerts}: left out of precision"


def payments_of(count: int) -> str:
    """Return how many payments, in words."""
    return "1 payment" if count == 1 else f"{count:,} payments"


def first_of(lines: Lines) -> str:
    """Return the numbers of the first lines, and how many more there are."""
    listed, more = ", ".join(map(str, lines.first)), lines.count - len(lines.first)
    return f"{listed} and {more:,} more" if more else listed
