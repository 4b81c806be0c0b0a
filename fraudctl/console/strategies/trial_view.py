"""A backtest of a draft beside the active strategy, as the page shows it. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fraudctl.backtest.backtest import Backtest
from fraudctl.backtest.result import backtest_json
from fraudctl.backtest.view import remarks

UNKNOWN = "unknown"

SHOWN_RULES = 100


def _count(value: Any) -> str:
    return f"{value:,}"


def _daily(value: Any) -> str:
    return f"{value:,.1f}"


def _percent(value: Any) -> str:
    return f"{100 * value:.1f} %"


FIGURES: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "alerts": ("alerts", _count),
    "alerts_per_day": ("alerts a day", _daily),
    "declines": ("declines", _count),
    "caught": ("frauds caught", _count),
    "precision": ("precision", _percent),
    "recall": ("recall", _percent),
    "false_positives": ("false alarms", _count),
    "wrongly_declined": ("wrongly declined", _count),
}
"""Figures of a strategy by their names in the JSON: what they are called, and how they are written."""

DIFFERENCES = {
    "gained": "frauds that only the draft alerts",
    "lost": "frauds that only the active strategy alerts",
    "newly_disturbed": "legitimate payments that only the draft alerts",
    "spared": "legitimate payments that only the active strategy alerts",
}


@dataclass(frozen=True, kw_only=True)
class TriedRule:
    """A rule of the draft in the backtest."""

    code: str
    fired: str
    precision: str
    alone: str
    """Frauds that are alerted by it alone."""


@dataclass(frozen=True, kw_only=True)
class ShownTrial:
    """The result of a backtest."""

    payments: int
    frauds: int | None
    figures: Sequence[tuple[str, str, str]]
    """Of each figure what it is, the draft's, and the active strategy's."""
    differences: Sequence[tuple[str, int, Sequence[str]]]
    """Of each difference what it is, how many payments, and ids of some."""
    rules: Sequence[TriedRule]
    remarks: Sequence[str]


def shown_trial(backtest: Backtest) -> ShownTrial:
    """Return the result of a backtest that has run."""
    facts = backtest_json(backtest)
    against, difference = facts["against"] or {}, facts["difference"] or {}
    return ShownTrial(
        payments=facts["transactions"],
        frauds=facts["frauds"],
        figures=[
            (said, _written(facts[name], form), _written(against.get(name), form))
            for name, (said, form) in FIGURES.items()
        ],
        differences=[
            (said, difference[name]["count"], difference[name]["examples"])
            for name, said in DIFFERENCES.items()
            if name in difference
        ],
        rules=list(_rules(facts["rules"])),
        remarks=list(remarks(backtest)),
    )


def _rules(rules: Mapping[str, Mapping[str, Any]]) -> Iterator[TriedRule]:
    often = sorted(rules.items(), key=lambda each: -int(each[1]["fired"]))
    for code, each in often[:SHOWN_RULES]:
        yield TriedRule(
            code=code,
            fired=_count(each["fired"]),
            precision=_written(each["precision"], _percent),
            alone=_written(each["unique_catch"], _count),
        )


def _written(value: Any, form: Callable[[Any], str]) -> str:
    return UNKNOWN if value is None else form(value)
