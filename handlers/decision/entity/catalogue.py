"""The catalogue of features: all that is known of a payment and of each entity that it belongs to, as data.

A score's row names features by number. A number stands for one feature for ever; one that goes takes its number along.
"""

from collections.abc import Mapping

from handlers.decision.condition.vocabulary import METADATA, TRANSACTION, Kind, Vocabulary
from handlers.decision.entity.feature import (
    DAY,
    HOUR,
    MINUTE,
    MOST_ATTEMPTS,
    MOST_COUNTERPARTS,
    Counterpart,
    Feature,
    Origin,
    Unit,
)

PROFILE: frozenset[Origin] = frozenset({"profile"})
FACTS: frozenset[Origin] = frozenset({"facts"})
BOTH = PROFILE | FACTS
ATTEMPTS: frozenset[Origin] = frozenset({"attempts"})


def _of_payment(number: int, name: str, unit: Unit | None, meaning: str) -> Feature:
    known = TRANSACTION[name]
    return Feature(
        number=number, name=name, kind=known.kind, unit=unit, most=known.most, meaning=meaning, origins=frozenset()
    )


def _count(number: int, name: str, window: int | None, meaning: str, origins: frozenset[Origin] = PROFILE) -> Feature:
    return Feature(number=number, name=name, unit="payments", window=window, meaning=meaning, origins=origins)


def _sum(number: int, name: str, window: int) -> Feature:
    meaning = "The sum of its payments, but for declined ones."
    return Feature(number=number, name=name, unit="money", window=window, meaning=meaning, origins=BOTH)


def _habit(number: int, name: str, unit: Unit, meaning: str, origins: frozenset[Origin] = BOTH) -> Feature:
    return Feature(
        number=number, name=name, unit=unit, window=30 * DAY, meaning=meaning, origins=origins, needs_payment=True
    )


def _seconds(number: int, name: str, meaning: str, origins: frozenset[Origin] = PROFILE) -> Feature:
    return Feature(number=number, name=name, unit="seconds", meaning=meaning, origins=origins, needs_payment=True)


def _distinct(number: int, counterpart: Counterpart) -> Feature:
    return Feature(
        number=number,
        name=f"distinct_{counterpart}s",
        unit="counterparts",
        meaning=f"Its different {counterpart}s; 32 is 32 or more.",
        most=MOST_COUNTERPARTS,
        origins=PROFILE,
        counterpart=counterpart,
    )


def _new(number: int, counterpart: Counterpart) -> Feature:
    return Feature(
        number=number,
        name=f"new_{counterpart}",
        kind=Kind.BOOLEAN,
        meaning=f"The {counterpart} of this payment is none of its last 32; absent if it has none.",
        origins=PROFILE,
        counterpart=counterpart,
    )


OF_PAYMENT = (
    _of_payment(1, "amount", "money", "The amount, in the payment's currency."),
    _of_payment(2, "hour", "hours", "The hour of the event time, in the strategy's time zone."),
    _of_payment(3, "weekday", "days", "The weekday of the event time, in the strategy's time zone; 0 is Monday."),
    _of_payment(
        4, "merchant_mixed_scripts", None, "A word of the merchant's name mixes scripts that no language does."
    ),
)
"""The features of the payment itself."""

OF_ENTITY = (
    _count(10, "count_1h", HOUR, "Its payments, declined ones too; at least so many of an entity too busy to follow."),
    _count(11, "count_24h", DAY, "Its payments, declined ones too."),
    _count(12, "count_7d", 7 * DAY, "Its payments, declined ones too."),
    _count(13, "count_30d", 30 * DAY, "Its payments, declined ones too."),
    _count(14, "count_ever", None, "All its payments, declined ones too."),
    Feature(
        number=15,
        name="attempts_10m",
        unit="attempts",
        window=10 * MINUTE,
        meaning="The decisions asked for, this one included, over 5 to 10 minutes; 256 is 256 or more.",
        least=1,
        most=MOST_ATTEMPTS,
        origins=ATTEMPTS,
    ),
    _sum(20, "sum_1h", HOUR),
    _sum(21, "sum_24h", DAY),
    _sum(22, "sum_7d", 7 * DAY),
    _sum(23, "sum_30d", 30 * DAY),
    _habit(24, "mean_30d", "money", "The mean of its payments, but for declined ones."),
    _habit(25, "deviation_30d", "money", "The standard deviation of the same, as of a sample: of two at least."),
    _habit(26, "most_30d", "money", "The largest of the same.", PROFILE),
    _habit(27, "amount_to_mean_30d", "ratio", "The amount of this payment, divided by `mean_30d`."),
    _seconds(30, "seconds_since_last", "The time since its last payment."),
    _seconds(31, "seconds_since_first", "The time since its first payment."),
    _count(40, "small_1h", HOUR, "Its payments of 5 units at most."),
    _count(41, "small_24h", DAY, "Its payments of 5 units at most."),
    _count(42, "high_24h", DAY, "Its payments above 3 times its mean of 30 days, as that was when they came."),
    _count(43, "high_7d", 7 * DAY, "Its payments above 3 times its mean of 30 days, as that was when they came."),
    _distinct(50, "customer"),
    _distinct(51, "terminal"),
    _distinct(52, "merchant"),
    _new(53, "terminal"),
    _new(54, "merchant"),
    _count(60, "declined_24h", DAY, "Its payments that were declined."),
    _count(61, "declined_7d", 7 * DAY, "Its payments that were declined."),
    _count(70, "frauds_28d", 28 * DAY, "Its payments that are labelled fraud.", FACTS),
    _count(71, "frauds_in_row", None, "Its payments labelled fraud since the last one that is known to be good.", BOTH),
    _seconds(72, "seconds_since_row_began", "The time since the first payment that `frauds_in_row` counts.", BOTH),
    Feature(
        number=80,
        name="lists",
        kind=Kind.TEXTS,
        unit="lists",
        meaning='The lists that a person has put it on, as in `"blocked" in customer.lists`.',
        origins=FACTS,
    ),
)
"""The features of every entity, read as `{kind}.{name}`. All are absent where a payment has no such entity."""

BY_NAME: Mapping[str, Feature] = {feature.name: feature for feature in OF_ENTITY}
"""The features of an entity, by name."""

BY_NUMBER: Mapping[int, Feature] = {feature.number: feature for feature in (*OF_PAYMENT, *OF_ENTITY)}
"""All features, by number."""


_OF_PAYMENT = {feature.name: feature for feature in OF_PAYMENT}


def feature_of(name: str) -> Feature | None:
    """Return the feature that conditions read by a name, as in `amount` or `card.count_1h`; None if it is none."""
    kind, dot, feature = name.partition(".")
    return (BY_NAME.get(feature) if kind != METADATA else None) if dot else _OF_PAYMENT.get(name)


def names_of(kind: str) -> Vocabulary:
    """Return the names by which conditions read an entity of this kind."""
    return {f"{kind}.{name}": feature.as_name for name, feature in BY_NAME.items()}
