"""The formula of each feature of an entity: how it is made of the entity's past and of its facts."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from handlers.decision.entity.feature import DAY, Counterpart, Feature
from handlers.decision.profile.amounts import Amounts
from handlers.decision.profile.buckets import COUNT, DECLINED, HIGH, SMALL
from handlers.decision.profile.labels import frauds
from handlers.decision.profile.money import SCALE
from handlers.decision.profile.rounding import rounded, rounded_root
from handlers.decision.profile.subject import Subject

Formula = Callable[[Subject], Any]
"""Returns a value as rules read it, or None where it is absent."""

AmountsFormula = Callable[[Subject, Amounts], Decimal | None]
"""The same, of the amounts of a window."""


def _sum(subject: Subject, amounts: Amounts) -> Decimal | None:
    return subject.money(amounts.total) if amounts.is_sound else None


def _mean(subject: Subject, amounts: Amounts) -> Decimal | None:
    return subject.money(amounts.total, amounts.count) if amounts.count and amounts.is_sound else None


def _deviation(subject: Subject, amounts: Amounts) -> Decimal | None:
    count, total, rate = amounts.count, amounts.total, subject.rate
    if count <= 1 or rate is None or not amounts.is_sound or (squares := amounts.squares()) < 0:
        return None
    numerator, denominator = rate[0], SCALE * rate[1]
    spread = max(0, count * squares * SCALE - total * total) * numerator * numerator
    return rounded_root(spread, count * (count - 1) * denominator * denominator)


def _most(subject: Subject, amounts: Amounts) -> Decimal | None:
    most = amounts.most()
    return subject.money(most) if most is not None else None


def _to_mean(subject: Subject, amounts: Amounts) -> Decimal | None:
    return subject.ratio_to_mean(amounts.total, amounts.count) if amounts.is_sound else None


def _since_last(subject: Subject) -> Decimal | None:
    last = subject.past.last()
    return rounded(subject.before - last, 1000) if last is not None else None


def _since_first(subject: Subject) -> Decimal | None:
    profile = subject.profile
    return rounded(subject.before - profile.first, 1000) if profile.count and profile.first < subject.before else None


def _since_row_began(subject: Subject) -> Decimal | None:
    since = subject.in_row.since
    return rounded(subject.before - since, 1000) if since is not None else None


def _distinct(counterpart: Counterpart) -> Formula:
    return lambda subject: Decimal(subject.distinct(counterpart))


def _new(counterpart: Counterpart) -> Formula:
    return lambda subject: subject.is_new(counterpart)


COUNTED: Mapping[str, int] = {
    "count_1h": COUNT,
    "count_24h": COUNT,
    "count_7d": COUNT,
    "count_30d": COUNT,
    "small_1h": SMALL,
    "small_24h": SMALL,
    "high_24h": HIGH,
    "high_7d": HIGH,
    "declined_24h": DECLINED,
    "declined_7d": DECLINED,
}
"""The features that count payments of a window, with the column that is counted; the catalogue says which window."""

OF_AMOUNTS: Mapping[str, AmountsFormula] = {
    "sum_1h": _sum,
    "sum_24h": _sum,
    "sum_7d": _sum,
    "sum_30d": _sum,
    "mean_30d": _mean,
    "deviation_30d": _deviation,
    "most_30d": _most,
    "amount_to_mean_30d": _to_mean,
}
"""The formulas of all other features of a window: those that are made of its amounts."""

OF_SUBJECT: Mapping[str, Formula] = {
    "count_ever": lambda subject: Decimal(subject.past.count()),
    "seconds_since_last": _since_last,
    "seconds_since_first": _since_first,
    "distinct_customers": _distinct("customer"),
    "distinct_terminals": _distinct("terminal"),
    "distinct_merchants": _distinct("merchant"),
    "new_terminal": _new("terminal"),
    "new_merchant": _new("merchant"),
    "frauds_28d": lambda subject: Decimal(frauds(subject.facts, subject.before - 28 * DAY, subject.before)),
    "frauds_in_row": lambda subject: Decimal(subject.in_row.number),
    "seconds_since_row_began": _since_row_began,
    "lists": lambda subject: subject.facts.lists_at(subject.as_of),
}
"""The formulas of those that are made of all that is known of an entity."""


def formula_of(feature: Feature) -> Formula:
    """Return the formula of a feature of an entity."""
    if formula := OF_SUBJECT.get(feature.name):
        return formula
    length = feature.window or 0
    if feature.name in COUNTED:
        if (column := COUNTED[feature.name]) == COUNT:
            return lambda subject: Decimal(subject.window(length).count)
        return lambda subject: Decimal(subject.window(length).count_of(column))
    of_amounts = OF_AMOUNTS[feature.name]
    return lambda subject: of_amounts(subject, subject.amounts(length))
