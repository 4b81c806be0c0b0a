"""Rows to train on: the features of past payments as the functions would have read them, by the functions' own code."""

import json
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from math import nan
from typing import Any, NamedTuple

from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.trial import Trial
from fraudctl.errors import CommandError
from fraudctl.train.codes import Codes
from handlers.decision.condition.faults import nearest
from handlers.decision.condition.tree import Read
from handlers.decision.condition.vocabulary import METADATA, Kind
from handlers.decision.decide import Decision
from handlers.decision.entity.catalogue import OF_ENTITY, OF_PAYMENT
from handlers.decision.entity.places import ALWAYS, vocabulary_of
from handlers.decision.model.inputs import Input, input_of
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import compiled

AT_ONCE = 100
"""Payments that are decided together, as in a backtest."""

IN_A_RULE = 50
"""Features that one rule reads: a condition has at most 200 names and literals."""

CLOCKS = frozenset({"seconds_since_first", "count_ever"})
"""Features of an entity that grow with the time since the first payment of the file: trees would tell by them when a
payment was made, and learn the frauds of that time by heart."""

NO_TEXTS: Mapping[str, Codes] = {}


class Row(NamedTuple):
    """A payment: its features, and what is known by now of how it went; times are in epoch milliseconds."""

    transaction_id: str
    timestamp: int
    values: tuple[float, ...]
    """A feature that is absent is not a number; of a text it is the code."""
    fraud: bool
    label_received: int | None
    """None where nobody labelled it, or the file does not say when."""
    declined: bool
    labelled: bool
    customer_id: str | None


def known_features(entities: Mapping[str, object], telling: Container[str] | None = None) -> list[str]:
    """Return the features of a payment and its entities that are trained on, but for texts and metadata.

    Args:
        entities: As of a document.
        telling: The kinds of entity whose past may tell anything; None: all.
    """
    kinds = [each for each in {**ALWAYS, **entities} if telling is None or each in telling]
    of_entities = [
        f"{kind}.{each.name}"
        for kind in kinds
        for each in OF_ENTITY
        if each.kind is not Kind.TEXTS
        and each.had_by(kind)
        and "attempts" not in each.origins
        and each.name not in CLOCKS
    ]
    return [*(each.name for each in OF_PAYMENT), *of_entities]


def feature_rows(
    payments: Iterable[PastPayment],
    features: Sequence[str],
    *,
    label_delay: timedelta | None,
    like: Mapping[str, Any] | None = None,
    texts: Mapping[str, Codes] = NO_TEXTS,
    since: int = 0,
) -> Iterator[Row]:
    """Yield a row of each payment, which come in the order of their event time.

    Each has what was known at its event time: of payments before it, of labels that had come, and of declines, those
    that the payments tell of.

    Args:
        payments: Of the past.
        features: Names, as of a model.
        label_delay: The time after which a label comes, where a payment does not say; None: never.
        like: The document of a strategy whose entities, rates and time zone count.
        texts: The codes of those features that are texts.
        since: The event time of the first row, in epoch milliseconds: what is before it is only known.

    Raises:
        CommandError: a feature is unknown.
    """
    like = like or {}
    inputs = _inputs(features, like.get("entities", {}), texts)
    trial = Trial(_reading(inputs, like), label_delay=label_delay, attempts=False, decides=False)
    slots = ["" if each.part or each.is_text else each.read.slot for each in inputs]
    made = [
        (place, each.value, codes.of if (codes := texts.get(each.name)) is not None else float)
        for place, each in enumerate(inputs)
        if not slots[place]
    ]
    remaining = iter(payments)
    while some := list(islice(remaining, AT_ONCE)):
        first = bisect_left(some, since, key=lambda past: past.transaction.timestamp)
        trial.learn(some[:first])
        for past, decision in zip(some[first:], trial.decide_all(some[first:]), strict=True):
            yield _row(past, decision, slots, made)


_Made = tuple[int, Callable[[Mapping[str, Any]], Any], Callable[[Any], float]]
"""The place of a feature that is no number as it is read, what returns its value, and the number of that."""


def _row(past: PastPayment, decision: Decision, slots: Sequence[str], made: Sequence[_Made]) -> Row:
    transaction, known = past.transaction, decision.values
    get, made_before = known.get, partial(dict.get, known)
    values = [
        nan if (value := made_before(slot)) is None and (value := get(slot)) is None else float(value) for slot in slots
    ]
    for place, value_of, number in made:
        if (value := value_of(known)) is not None:
            values[place] = number(value)
    customer = transaction.customer_id
    return Row(
        transaction.transaction_id,
        transaction.timestamp,
        tuple(values),
        past.fraudulent,
        past.label_received,
        past.declined,
        past.label != "",
        customer if isinstance(customer, str) else None,
    )


def _inputs(features: Sequence[str], entities: Mapping[str, object], texts: Mapping[str, Codes]) -> list[Input]:
    vocabulary, inputs = vocabulary_of(entities), list[Input]()
    for name in features:
        found = input_of(name, vocabulary, is_text=name in texts)
        if found is None or found.is_text is not (name in texts):
            hint = nearest(name, vocabulary)
            raise CommandError(f"{name} is not known as a feature{f'; perhaps: {hint}' if hint else ''}")
        inputs.append(found)
    return inputs


def _reading(inputs: Sequence[Input], like: Mapping[str, Any]) -> Strategy:
    """Return a strategy that reads the features and changes nothing."""
    reads = sorted({_condition(each.read) for each in inputs})
    conditions = [" or ".join(reads[at : at + IN_A_RULE]) for at in range(0, len(reads), IN_A_RULE)]
    rules = [{"code": f"reads_{at}", "when": when, "weight": Decimal(0)} for at, when in enumerate(conditions)]
    kept = {name: like[name] for name in ("entities", "rates", "timezone") if name in like}
    thresholds = {"review": Decimal(1), "decline": Decimal(1)}
    loaded = compiled({"name": "training", "thresholds": thresholds, "rules": rules, **kept})
    if isinstance(loaded, Strategy):
        return loaded
    raise CommandError("; ".join(problem.message for problem in loaded))


def _condition(read: Read) -> str:
    """Return a condition that reads a name, in its kind."""
    key = read.name.removeprefix(f"{METADATA}.")
    name = read.name if key == read.name else f"{METADATA}[{json.dumps(key, ensure_ascii=False)}]"
    match read.kind:
        case Kind.BOOLEAN:
            return name
        case Kind.TEXT:
            return f'{name} == ""'
    return f"{name} >= 0"
