"""The examples in a strategy's file: transactions, and the decision that is expected on each."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fraudctl.strategy.filled import written
from fraudctl.strategy.known import known_problems, known_values
from fraudctl.strategy.request import transaction_of
from handlers.contract.errors import Refused
from handlers.contract.request import FIELDS
from handlers.decision.condition.faults import nearest
from handlers.decision.decide import Decision
from handlers.decision.entity.entities import absent_entities
from handlers.decision.entity.places import MOST_ENTITIES, IdPlace, places_of
from handlers.decision.reader import Known
from handlers.decision.strategy.problem import Path, Problem
from handlers.decision.strategy.schema import OUTCOMES
from strategies.loading import EXAMPLES

Entities = Mapping[str, IdPlace | None]
"""The places of the ids of a file's entities; None of one whose place is no place."""

EXPECTED = ("score", "outcome", "reasons", "tags")
"""The parts of a decision that an example may name."""


@dataclass(frozen=True, slots=True)
class Example:
    """A transaction, as the API takes it, what is known of its entities, and what is expected."""

    path: Path
    transaction: Mapping[str, Any]
    known: Known
    expected: Mapping[str, Any]


def examples(file: Mapping[str, Any]) -> list[Example] | list[Problem]:
    """Return the examples of a file, or what is wrong with how they are written."""
    held = file.get(EXAMPLES, [])
    if not isinstance(held, list):
        return [Problem((EXAMPLES,), "examples must be a list")]
    entities = _entities(file.get("entities"))
    problems = [problem for place, each in enumerate(held) for problem in _problems((EXAMPLES, place), each, entities)]
    return problems or [_example((EXAMPLES, place), each) for place, each in enumerate(held)]


def mismatches(example: Example, decision: Decision) -> Iterator[Problem]:
    """Yield in which the decision is other than the example says."""
    came: dict[str, Any] = {
        "score": decision.score,
        "outcome": decision.outcome,
        "reasons": [rule.code for rule in decision.fired],
        "tags": decision.tags,
    }
    for name, expected in example.expected.items():
        same = sorted(came[name]) == sorted(expected) if isinstance(expected, list) else came[name] == expected
        if not same:
            yield Problem((*example.path, name), f"{name} is {_said(came[name])}, not {_said(expected)}")


def _entities(written: object) -> Entities:
    named = written if isinstance(written, dict) else {}
    understood = places_of(dict(itertools.islice(named.items(), MOST_ENTITIES)))
    return {**dict.fromkeys(named), **understood}


def _example(path: Path, written: Mapping[str, Any]) -> Example:
    return Example(
        path=path,
        transaction=written["transaction"],
        known=known_values(written.get("known", {})),
        expected={name: value for name, value in written.items() if name in EXPECTED},
    )


def _problems(path: Path, example: Any, entities: Entities) -> Iterator[Problem]:
    if not isinstance(example, dict):
        yield Problem(path, "an example is a mapping of a transaction and what comes of it")
        return
    known = ("transaction", "known", *EXPECTED)
    for name in example:
        if name not in known:
            yield Problem((*path, name), f"{name} is no field here", nearest(name, known), of_name=True)
    yield from _of_transaction(path, example, entities)
    if not example.keys() & set(EXPECTED):
        yield Problem(path, f"an example says what it expects: {', '.join(EXPECTED)}")
    if "score" in example and not isinstance(example["score"], Decimal):
        yield Problem((*path, "score"), "score must be a number from 0 to 1")
    if "outcome" in example and example["outcome"] not in OUTCOMES:
        yield Problem((*path, "outcome"), f"outcome must be one of {', '.join(OUTCOMES)}")
    for name in ("reasons", "tags"):
        if name in example and not _texts(example[name]):
            yield Problem((*path, name), f"{name} must be a list of texts")


def _of_transaction(path: Path, example: Mapping[str, Any], entities: Entities) -> Iterator[Problem]:
    """Yield what is wrong with the transaction, and with what is known of its entities."""
    absent: Mapping[str, IdPlace] = {}
    if "transaction" not in example:
        yield Problem(path, "transaction is missing: the fields of a request")
    elif not isinstance(transaction := example["transaction"], dict):
        yield Problem((*path, "transaction"), "transaction must hold the fields of a request")
    else:
        try:
            places = {kind: place for kind, place in entities.items() if place}
            absent = absent_entities(places, transaction_of(transaction))
        except Refused as error:
            known = error.field in transaction
            at = (*path, "transaction", error.field) if known else (*path, "transaction")
            hint = None if error.field in FIELDS else nearest(error.field, FIELDS)
            yield Problem(at, f"the API refuses it: {error}", hint, of_name=known and error.field not in FIELDS)
    if "known" in example:
        yield from known_problems((*path, "known"), example["known"], entities=entities, absent=absent)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _said(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else value if isinstance(value, str) else written(value)
