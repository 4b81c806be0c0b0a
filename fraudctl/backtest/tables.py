"""The tables of a backtest: figures, frauds by label, value, rules, and what is gained and lost."""

from collections.abc import Sequence

from rich.table import Table

from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.comparison import Comparison, Counted
from fraudctl.backtest.figures_text import NOTHING, money, name_of, number, percent
from fraudctl.backtest.result import figures
from fraudctl.terminal import report
from fraudctl.terminal.text import Text

SHARES = {
    "recall": "recall",
    "precision": "precision",
    "recall_at_1_percent_fpr": "recall at 1 % false positives",
    "card_precision_100": "card precision at 100 a day",
}
NUMBERS = {
    "false_positives_per_fraud": "false positives for each fraud",
    "average_precision": "average precision",
    "auc": "AUC",
    "alerts_per_day": "alerts a day",
    "declines_per_day": "declines a day",
}
"""Figures in their order, as a table names them."""

BAR = 16
"""Characters of a bar that stands for all; half of it where two are side by side."""

PRECISE = ((0.5, "green"), (0.1, "yellow"), (0, "red"))
"""Shares of frauds from which a rule has a colour: half of its payments, one in ten, fewer."""


def figures_table(tried: Sequence[TriedStrategy]) -> Table:
    """Return the figures of strategies side by side."""
    table = report.make_table("", *map(name_of, tried), title="Detection")
    found = [figures(each.detection) for each in tried]
    for key, name in SHARES.items():
        table.add_row(name, *(percent(each[key]) for each in found))
    for key, name in NUMBERS.items():
        table.add_row(name, *(number(each[key]) for each in found))
    return table


def labels_table(tried: Sequence[TriedStrategy]) -> Table:
    """Return the frauds by label, with a bar for the share that each strategy catches; the most frequent first."""
    table = report.make_table("label", "frauds", title="Frauds by label")
    for each in tried:
        table.add_column(f"caught by {each.strategy.name}" if len(tried) > 1 else "caught", no_wrap=True)
    kinds = tried[0].detection.kinds
    for label in sorted(kinds, key=lambda each: (-kinds[each], each)):
        shares = (each.detection.kinds_caught[label] / kinds[label] for each in tried)
        table.add_row(label, f"{kinds[label]:,}", *(bar(share, BAR // len(tried)) for share in shares))
    return table


def value_table(tried: TriedStrategy) -> Table:
    """Return the value by currency."""
    title = f"Value, {name_of(tried)}"
    table = report.make_table("currency", "of frauds", "caught", "", "wrongly declined", title=title)
    for currency in sorted(tried.detection.value):
        value = tried.detection.value[currency]
        share = percent(float(value.caught / value.fraud)) if value.fraud else NOTHING
        amounts = (money(value.fraud), money(value.caught), share, money(value.wrongly_declined))
        table.add_row(currency or "none", *amounts)
    return table


def rules_table(tried: TriedStrategy) -> Table:
    """Return what each rule contributes; those that never fire are dim."""
    table = report.make_table(
        *("rule", "fired", "on frauds", "precision", "unique catch"), title=f"Rules, {name_of(tried)}"
    )
    rules, has_labels = tried.rules, tried.detection.labelled > 0
    for code in rules.codes:
        precision = rules.precision(code) if has_labels else None
        known = (f"{rules.on_frauds[code]:,}", f"{rules.unique[code]:,}") if has_labels else (NOTHING, NOTHING)
        style = next((style for least, style in PRECISE if precision is not None and precision >= least), "")
        cells = (f"{rules.fired[code]:,}", known[0], Text(percent(precision), style), known[1])
        table.add_row(code, *cells, style="" if rules.fired[code] else "dim")
    return table


def differences_table(compared: Comparison, shown: int) -> Table:
    """Return what is gained and lost, with the ids of a few payments each."""
    table = report.make_table("", "payments", "examples", title="Gained and lost")
    for name, difference, style in (
        ("frauds gained", compared.gained, "green"),
        ("frauds lost", compared.lost, "red"),
        ("legitimate, newly alerted", compared.newly_disturbed, "red"),
        ("legitimate, no longer alerted", compared.spared, "green"),
    ):
        listed = ", ".join(difference.examples[:shown])
        table.add_row(name, Text(f"{difference.count:,}", style if difference.count else "dim"), listed)
    for name, difference in (
        ("declined and unlabelled, newly alerted", compared.unknown_alerted),
        ("declined and unlabelled, no longer alerted", compared.unknown_spared),
    ):
        if difference.count:
            table.add_row(name, f"{difference.count:,}", ", ".join(difference.examples[:shown]))
    return table


def rule_differences_table(
    compared: Comparison, tried: TriedStrategy, against: TriedStrategy, most: int | None = None
) -> Table:
    """Return the share of rules in what is gained and lost, so many of each strategy, those of most frauds first."""
    table = report.make_table("rule", "frauds", "legitimate", "the first", title="Gained and lost, by rule")
    for sign, of, frauds, legitimate in (
        ("+", tried, compared.gained, compared.newly_disturbed),
        ("-", against, compared.lost, compared.spared),
    ):
        found = [(code, frauds.rules.get(code), legitimate.rules.get(code)) for code in of.rules.codes]
        found = sorted((each for each in found if each[1] or each[2]), key=lambda each: -_count(each[1]))
        for code, caught, vain in found[:most]:
            counts = (f"{sign}{_count(each):,}" if each else "" for each in (caught, vain))
            examples = (caught or vain or Counted()).examples
            table.add_row(Text(f"{code}, {of.strategy.name}"), *counts, *examples[:1])
        if most and len(found) > most:
            table.add_row(f"and {len(found) - most:,} more of {of.strategy.name}", style="dim")
    return table


def _count(counted: Counted | None) -> int:
    return counted.count if counted else 0


def bar(share: float, width: int, of: float = 1) -> Text:
    """Return a share as a bar, with the number before it; a share of `of` fills it."""
    full = round(width * share / of)
    parts = (f"{percent(share):>7} ", ("█" * full, "green"), ("░" * (width - full), "dim"))
    return Text.assemble(*parts)  # type: ignore[return-value]
