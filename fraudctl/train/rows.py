"""Rows to train on: the features of past payments as the functions would have read them, by the functions' own code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from math import nan
from typing import Any, NamedTuple

from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.trial import Trial
from fraudctl.errors import CommandError
from handlers.decision.condition.vocabulary import METADATA, Kind
from handlers.decision.decide import Decision
from handlers.decision.entity.catalogue import OF_ENTITY, OF_PAYMENT, feature_of
from handlers.decision.entity.places import ALWAYS
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

AT_ONCE = 100
"""Payments that are decided together, as in a backtest."""

IN_A_RULE = 50
"""Features that one rule reads: a condition has at most 200 names and literals."""


class Row(NamedTuple):
    """A payment: its features, and what is known by now of how it went; times are in epoch milliseconds."""

    transaction_id: str
    timestamp: int
    values: tuple[float, ...]
    """A feature that is absent is not a number."""
    fraud: bool
    label_received: int | None
    """None where nobody labelled it, or the file does not say when."""
    declined: bool
    labelled: bool
    customer_id: str | None


def known_features(entities: Mapping[str, object]) -> list[str]:
    """Return the names of all features that a model of a strategy with these entities can read."""
    kinds = [*ALWAYS, *(each for each in entities if each not in ALWAYS)]
    of_entities = [
        f"{kind}.{each.name}"
        for kind in kinds
        for each in OF_ENTITY
        if each.kind is not Kind.TEXTS and each.had_by(kind) and "attempts" not in each.origins
    ]
    return [*(each.name for each in OF_PAYMENT), *of_entities]


def feature_rows(
    payments: Iterable[PastPayment],
    features: Sequence[str],
    *,
    label_delay: timedelta | None,
    like: Mapping[str, Any] | None = None,
) -> Iterator[Row]:
    """Yield a row of each payment, which come in the order of their event time.

    Each has what was known at its event time: of payments before it, of labels that had come, and of declines, those
    that the payments tell of.

    Args:
        payments: Of the past.
        features: Names, as of a model.
        label_delay: The time after which a label comes, where a payment does not say; None: never.
        like: The document of a strategy whose entities, rates and time zone count.

    Raises:
        CommandError: a feature is unknown.
    """
    trial = Trial(_reading(features, like or {}), label_delay=label_delay, attempts=False, decides=False)
    slots = [_slot(name) for name in features]
    remaining = iter(payments)
    while some := list(islice(remaining, AT_ONCE)):
        for past, decision in zip(some, trial.decide_all(some), strict=True):
            yield _row(past, decision, slots)


def _row(past: PastPayment, decision: Decision, slots: Sequence[str]) -> Row:
    transaction, get = past.transaction, decision.values.get
    customer = transaction.customer_id
    return Row(
        transaction.transaction_id,
        transaction.timestamp,
        tuple([nan if (value := get(slot)) is None else float(value) for slot in slots]),
        past.fraudulent,
        past.label_received,
        past.declined,
        past.label != "",
        customer if isinstance(customer, str) else None,
    )


def _reading(features: Sequence[str], like: Mapping[str, Any]) -> Strategy:
    """Return a strategy that reads the features and changes nothing."""
    conditions = [" or ".join(map(_read, features[at : at + IN_A_RULE])) for at in range(0, len(features), IN_A_RULE)]
    rules = [{"code": f"reads_{at}", "when": when, "weight": Decimal(0)} for at, when in enumerate(conditions)]
    kept = {name: like[name] for name in ("entities", "rates", "timezone") if name in like}
    thresholds = {"review": Decimal(1), "decline": Decimal(1)}
    loaded = compiled({"name": "training", "thresholds": thresholds, "rules": rules, **kept})
    if isinstance(loaded, Strategy):
        return loaded
    raise CommandError("; ".join(problem.message for problem in loaded))


def _read(name: str) -> str:
    if name.startswith(f"{METADATA}."):
        return f'{METADATA}["{name.removeprefix(f"{METADATA}.")}"] >= 0'
    feature = feature_of(name)
    return name if feature and feature.kind is Kind.BOOLEAN else f"{name} >= 0"


def _slot(name: str) -> str:
    return f"{Kind.NUMBER.name}:{name}" if name.startswith(f"{METADATA}.") else name
