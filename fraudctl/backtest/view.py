"""The figures of a backtest, as a person reads them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Group
from rich.table import Table

from fraudctl.backtest.backtest import Backtest, TriedStrategy
from fraudctl.backtest.comparison import Difference
from fraudctl.backtest.result import figures
from fraudctl.client.refused_lines import Lines
from fraudctl.terminal import report
from fraudctl.terminal.text import Text

NAMES = {
    "transactions": "transactions",
    "frauds": "frauds",
    "alerts_per_day": "alerts a day",
    "declines_per_day": "declines a day",
    "precision": "precision",
    "recall": "recall",
    "false_positives_per_fraud": "false positives for each fraud",
    "average_precision": "average precision",
    "auc": "AUC",
    "recall_at_1_percent_fpr": "recall at 1 % false positives",
    "card_precision_100": "card precision at 100 a day",
}
"""Figures in their order, as a table names them."""

NOTHING = "-"
MOST_SHOWN = 3
"""Examples in a table; the JSON has more."""

MANY = 10
"""A number from which one decimal says enough."""


def render_backtest(backtest: Backtest) -> Group:
    """Return the tables, and what a person should know of the data."""
    return Group(*_tables(backtest), *map(Text, _remarks(backtest)))


def _tables(backtest: Backtest) -> Iterator[Table]:
    tried = [each for each in (backtest.tried, backtest.against) if each]
    yield _figures(tried)
    yield from (_value(each) for each in tried if each.detection.value)
    yield from (_kinds(each) for each in tried if each.detection.kinds)
    yield from (_rules(each) for each in tried)
    if backtest.against:
        yield _differences(backtest)
    if backtest.refused.count:
        table = report.make_table("", "lines", "the first", title="Left out")
        for reason, lines in backtest.refused.by_reason.items():
            table.add_row(reason, f"{lines.count:,}", _first(lines))
        yield table


def _figures(tried: Sequence[TriedStrategy]) -> Table:
    table = report.make_table("", *(_name(each) for each in tried), title="Detection")
    found = [figures(each.detection) for each in tried]
    for key, name in NAMES.items():
        table.add_row(name, *(_shown(each[key]) for each in found))
    return table


def _value(tried: TriedStrategy) -> Table:
    title = f"Value, {_name(tried)}"
    table = report.make_table("currency", "of frauds", "caught", "wrongly declined", title=title)
    for currency in sorted(tried.detection.value):
        value = tried.detection.value[currency]
        table.add_row(currency or "none", *map(_money, (value.fraud, value.caught, value.wrongly_declined)))
    return table


def _kinds(tried: TriedStrategy) -> Table:
    table = report.make_table("label", "frauds", "caught", title=f"By label, {_name(tried)}")
    detection = tried.detection
    for label in sorted(detection.kinds):
        table.add_row(label, f"{detection.kinds[label]:,}", f"{detection.kinds_caught[label]:,}")
    return table


def _rules(tried: TriedStrategy) -> Table:
    table = report.make_table("rule", "fired", "on frauds", "precision", "unique catch", title=f"Rules, {_name(tried)}")
    rules = tried.rules
    for code in rules.codes:
        counts = (rules.fired[code], rules.on_frauds[code])
        table.add_row(code, *(f"{each:,}" for each in counts), _shown(rules.precision(code)), f"{rules.unique[code]:,}")
    return table


def _differences(backtest: Backtest) -> Table:
    compared = backtest.comparison
    table = report.make_table("", "payments", "examples", title="Gained and lost")
    rows: tuple[tuple[str, Difference], ...] = (
        ("frauds gained", compared.gained),
        ("frauds lost", compared.lost),
        ("legitimate payments newly alerted", compared.newly_disturbed),
        ("legitimate payments no longer alerted", compared.spared),
    )
    for name, difference in rows:
        table.add_row(name, f"{difference.count:,}", ", ".join(difference.examples[:MOST_SHOWN]))
    return table


def _remarks(backtest: Backtest) -> Iterator[str]:
    detection = backtest.tried.detection
    if detection.transactions and not detection.labelled:
        yield "no payment has a label, so nothing can be said of what was detected"
    elif backtest.unlabelled.count:
        lines = backtest.unlabelled
        yield f"{lines.count:,} payments have no label, and count as legitimate: lines {_first(lines)}"
    elif not detection.frauds:
        yield "no payment is labelled fraud, so nothing can be said of what was detected"
    if backtest.late.count:
        lines = backtest.late
        yield f"{lines.count:,} payments are earlier than the one before them, and were sorted: lines {_first(lines)}"
    if len(detection.value) > 1:
        names = ", ".join(each or "none" for each in sorted(detection.value))
        yield f"the payments are in several currencies: {names}; amounts are never summed across them"
    if detection.undecided:
        yield f"rules came to no number {detection.undecided:,} times, and did not fire"
    if detection.mistyped:
        yield f"metadata came in another kind than a rule takes {detection.mistyped:,} times"


def _name(tried: TriedStrategy) -> str:
    return f"{tried.strategy.name} {tried.strategy.digest[:12]}"


def _first(lines: Lines) -> str:
    listed, more = ", ".join(map(str, lines.first)), lines.count - len(lines.first)
    return f"{listed} and {more:,} more" if more else listed


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _shown(value: float | None) -> str:
    match value:
        case None:
            return NOTHING
        case int():
            return f"{value:,}"
    return f"{value:,.1f}" if value >= MANY else f"{value:.3f}"
