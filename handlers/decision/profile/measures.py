"""The features of an entity that a strategy reads, made of its profile and its facts."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import DAY, HOUR, Counterpart, Feature
from handlers.decision.profile.buckets import DECLINED, HIGH, SMALL
from handlers.decision.profile.facts import Facts
from handlers.decision.profile.labels import frauds, frauds_in_row
from handlers.decision.profile.money import SCALE
from handlers.decision.profile.profile import Profile
from handlers.decision.profile.subject import Subject, rounded, rounded_root
from handlers.decision.strategy.strategy import Strategy

Measure = Callable[[Subject], Any]
"""Returns a value as rules read it, or None where it is absent."""

MONTH = 30 * DAY
OF_BUSY = "count_1h"
"""The only feature of a profile that an entity has while it is too busy to be followed."""

_NO_FACTS = Facts()


class Measures:
    """Computes what a strategy reads of each kind of entity; made once for a strategy."""

    def __init__(self, strategy: Strategy) -> None:
        self._rates = strategy.document["rates"]
        had = {kind: [each for each in its if each.had_by(kind)] for kind, its in strategy.features.items()}
        self._plans = {kind: _plan(kind, features) for kind, features in had.items()}
        self._plans_of_busy = {kind: _plan(kind, filter(_is_of_busy, features)) for kind, features in had.items()}

    def of(
        self, kind: str, profile: Profile | None, facts: Facts | None, transaction: Transaction, as_of: int
    ) -> dict[str, Any]:
        """Return what the strategy reads of an entity of the transaction, by name; what is absent is not there.

        Of the facts, only what was received by `as_of`, in epoch milliseconds, is known.
        """
        subject = Subject(profile, facts or _NO_FACTS, transaction, rates=self._rates, as_of=as_of)
        plans = self._plans_of_busy if subject.profile.is_busy(subject.before) else self._plans
        return {name: value for name, measure in plans.get(kind, ()) if (value := measure(subject)) is not None}


def _plan(kind: str, features: Iterable[Feature]) -> list[tuple[str, Measure]]:
    return [(f"{kind}.{each.name}", MEASURES[each.name]) for each in features]


def _is_of_busy(feature: Feature) -> bool:
    return feature.name == OF_BUSY or "profile" not in feature.origins


def _count(length: int) -> Measure:
    return lambda subject: Decimal(subject.past.window(length).count)


def _count_of(column: int, length: int) -> Measure:
    return lambda subject: Decimal(subject.past.window(length).count_of(column))


def _sum(length: int) -> Measure:
    return lambda subject: subject.money(total) if (total := subject.total(length)) is not None else None


def _mean(subject: Subject) -> Decimal | None:
    found = subject.summed(MONTH)
    return subject.money(found[1], found[0]) if found and found[0] else None


def _deviation(subject: Subject) -> Decimal | None:
    found, squares, rate = subject.summed(MONTH), subject.squares(MONTH), subject.rate
    if not found or found[0] <= 1 or squares is None or rate is None:
        return None
    count, total = found
    spread = max(0, count * squares * SCALE - total * total) * rate[0] ** 2
    return rounded_root(spread, count * (count - 1) * (SCALE * rate[1]) ** 2)


def _most(subject: Subject) -> Decimal | None:
    most = subject.past.window(MONTH).most()
    return subject.money(most * subject.profile.unit) if most is not None else None


def _to_mean(subject: Subject) -> Decimal | None:
    found = subject.summed(MONTH)
    return subject.ratio_to_mean(found[1], found[0]) if found else None


def _since_last(subject: Subject) -> Decimal | None:
    last = subject.past.last()
    return rounded(subject.before - last, 1000) if last is not None else None


def _since_first(subject: Subject) -> Decimal | None:
    profile = subject.profile
    return rounded(subject.before - profile.first, 1000) if profile.count and profile.first < subject.before else None


def _distinct(counterpart: Counterpart) -> Measure:
    return lambda subject: Decimal(subject.distinct(counterpart))


def _new(counterpart: Counterpart) -> Measure:
    return lambda subject: subject.is_new(counterpart)


MEASURES: Mapping[str, Measure] = {
    "count_1h": _count(HOUR),
    "count_24h": _count(DAY),
    "count_7d": _count(7 * DAY),
    "count_30d": _count(MONTH),
    "count_ever": lambda subject: Decimal(subject.past.count()),
    "sum_1h": _sum(HOUR),
    "sum_24h": _sum(DAY),
    "sum_7d": _sum(7 * DAY),
    "sum_30d": _sum(MONTH),
    "mean_30d": _mean,
    "deviation_30d": _deviation,
    "most_30d": _most,
    "amount_to_mean_30d": _to_mean,
    "seconds_since_last": _since_last,
    "seconds_since_first": _since_first,
    "small_1h": _count_of(SMALL, HOUR),
    "small_24h": _count_of(SMALL, DAY),
    "high_24h": _count_of(HIGH, DAY),
    "high_7d": _count_of(HIGH, 7 * DAY),
    "distinct_customers": _distinct("customer"),
    "distinct_terminals": _distinct("terminal"),
    "distinct_merchants": _distinct("merchant"),
    "new_terminal": _new("terminal"),
    "new_merchant": _new("merchant"),
    "declined_24h": _count_of(DECLINED, DAY),
    "declined_7d": _count_of(DECLINED, 7 * DAY),
    "frauds_28d": lambda subject: Decimal(frauds(subject.facts, subject.before - 28 * DAY, subject.before)),
    "frauds_in_row": lambda subject: Decimal(frauds_in_row(subject.facts, subject.profile, subject.before)),
    "lists": lambda subject: subject.facts.lists_at(subject.as_of),
}
"""The measure of each feature of the catalogue."""
