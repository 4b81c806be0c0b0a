"""A decision as it is written down: in the row of its score, in its alert, in the log."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from handlers.contract.money import nearest_storable
from handlers.decision.condition.vocabulary import MODEL, MODEL_SCORE, Kind
from handlers.decision.decide import Decision
from handlers.decision.strategy.strategy import StrategyRule

if TYPE_CHECKING:
    from handlers.decision.model.model import Model
    from handlers.decision.stored_decision import StoredDecision

OPTIONAL_FIELDS = ("currency", "customer_id", "terminal_id")
"""Fields of a transaction that its score and its alert contain if it has them."""

OPTIONAL_CONTENT = (*OPTIONAL_FIELDS, "tags", "undecided", "degraded", "override")
"""The parts that `content` has only if there is any of them."""

CONTENT = (
    *("transaction_id", "fraud_score", "amount", "merchant", "timestamp", "outcome", "reasons", "strategy"),
    *OPTIONAL_CONTENT,
)
"""All parts of `content`."""

LONGEST_VALUE = 64
"""Characters of a text that a rule read."""

MOST_VALUES = 100
"""Values in all reasons together: 500 rules may fire, and row and alert must hold what is written of them. The reasons
after that have none."""

_LISTS = (Kind.NUMBERS, Kind.TEXTS)
"""Kinds of which no reason tells: the strategy's own are named by its digest, and an entity's may be long."""


class StrategyVersion(msgspec.Struct, frozen=True):
    """The strategy that decided, as rows and alerts name it."""

    name: str
    digest: str


def content(decision: "Decision | StoredDecision") -> dict[str, Any]:
    """Return the content that the score's row and the alert share."""
    transaction, strategy = decision.transaction, decision.strategy
    return {
        "transaction_id": transaction.transaction_id,
        "fraud_score": decision.score,
        "amount": transaction.amount,
        "merchant": transaction.merchant,
        "timestamp": transaction.timestamp,
        "outcome": decision.outcome,
        "reasons": reasons_of(decision),
        "strategy": StrategyVersion(strategy.name, strategy.digest),
        **{name: value for name in OPTIONAL_FIELDS if (value := getattr(transaction, name)) is not UNSET},
        **_lists(decision),
        **({"override": decision.override} if decision.override else {}),
    }


def log_fields(decision: "Decision | StoredDecision") -> dict[str, Any]:
    """Return the decision for the log, which holds no value of a transaction, and no outcome that is approve.

    The trace id connects it to Ingestion's lines.
    """
    transaction = decision.transaction
    return {
        "id": transaction.transaction_id,
        "score": float(decision.score),
        "trace": transaction.trace_id or None,
        **({"outcome": decision.outcome} if decision.outcome != "approve" else {}),  # most are, and logs are billed
        **_lists(decision),
        **({"mistyped": list(decision.mistyped)} if decision.mistyped else {}),  # keys that the strategy names
        **({"unusable": list(decision.unusable)} if decision.unusable else {}),  # kinds that it names
    }


def _lists(decision: "Decision | StoredDecision") -> dict[str, list[str]]:
    """Return the lists that are seldom: tags, rules that divide by zero, what was degraded; an empty one is absent."""
    degraded = decision.degraded if isinstance(decision, Decision) else decision.basis.degraded
    lists = {"tags": decision.tags, "undecided": list(decision.undecided), "degraded": list(degraded)}
    return {name: values for name, values in lists.items() if values}


def reasons_of(decision: "Decision | StoredDecision") -> list[dict[str, Any]]:
    """Return the reasons: each rule that fired, its weight, and the values that its condition found to read."""
    return list(_reasons(decision)) if isinstance(decision, Decision) else decision.reasons


def _reasons(decision: Decision) -> Iterator[dict[str, Any]]:
    left = MOST_VALUES
    for rule in decision.fired:
        values = dict(_values(rule, decision))
        left -= len(values)
        yield {"reason": rule.code, "weight": rule.weight, **({"values": values} if values and left >= 0 else {})}


def _values(rule: StrategyRule, decision: Decision) -> Iterator[tuple[str, Any]]:
    known, model = decision.values, decision.strategy.model
    for read in rule.reads:
        if read.slot in known and read.kind not in _LISTS:
            yield read.name, held(known[read.slot])
        if read.name == MODEL_SCORE and model:
            yield from _pushes(model, known)


def _pushes(model: "Model", known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the features that pushed the model's score most, and how far, as in `amount` and `model.amount`."""
    for name, value, contribution in model.pushes(known):
        if value is not None:
            yield name, held(value)
        yield f"{MODEL}.{name}", contribution


def held(value: Any) -> Any:
    """Return a value as a row can hold it: a ratio may be larger, or smaller, than any number of DynamoDB's."""
    match value:
        case str():
            return value[:LONGEST_VALUE]
        case Decimal():
            return nearest_storable(value)
    return value
