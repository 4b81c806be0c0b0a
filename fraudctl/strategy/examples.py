"""The examples in a strategy's file: transactions, and the decision that is expected on each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fraudctl.strategy.filled import written
from fraudctl.strategy.request import transaction_of
from handlers.contract.errors import Refused
from handlers.contract.request import FIELDS
from handlers.decision.decide import Decision
from handlers.decision.document import Path, Problem
from handlers.decision.faults import nearest
from handlers.decision.schema import OUTCOMES
from strategies.loading import EXAMPLES

EXPECTED = ("score", "outcome", "reasons", "tags")
"""The parts of a decision that an example may name."""


@dataclass(frozen=True, slots=True)
class Example:
    """A transaction, as the API takes it, and what is expected."""

    path: Path
    transaction: Mapping[str, Any]
    expected: Mapping[str, Any]


def examples(file: Mapping[str, Any]) -> list[Example] | list[Problem]:
    """Return the examples of a file, or what is wrong with how they are written."""
    held = file.get(EXAMPLES, [])
    if not isinstance(held, list):
        return [Problem((EXAMPLES,), "examples must be a list")]
    problems = [problem for place, each in enumerate(held) for problem in _problems((EXAMPLES, place), each)]
    if problems:
        return problems
    return [
        Example(
            (EXAMPLES, place), each["transaction"], {name: value for name, value in each.items() if name in EXPECTED}
        )
        for place, each in enumerate(held)
    ]


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


def _problems(path: Path, example: Any) -> Iterator[Problem]:
    if not isinstance(example, dict):
        yield Problem(path, "an example is a mapping of a transaction and what comes of it")
        return
    known = ("transaction", *EXPECTED)
    for name in example:
        if name not in known:
            yield Problem((*path, name), f"{name} is no field here", nearest(name, known), of_name=True)
    yield from _of_transaction(path, example)
    if not example.keys() & set(EXPECTED):
        yield Problem(path, f"an example says what it expects: {', '.join(EXPECTED)}")
    if "score" in example and not isinstance(example["score"], Decimal):
        yield Problem((*path, "score"), "score must be a number from 0 to 1")
    if "outcome" in example and example["outcome"] not in OUTCOMES:
        yield Problem((*path, "outcome"), f"outcome must be one of {', '.join(OUTCOMES)}")
    for name in ("reasons", "tags"):
        if name in example and not _texts(example[name]):
            yield Problem((*path, name), f"{name} must be a list of texts")


def _of_transaction(path: Path, example: Mapping[str, Any]) -> Iterator[Problem]:
    if "transaction" not in example:
        yield Problem(path, "transaction is missing: the fields of a request")
    elif not isinstance(transaction := example["transaction"], dict):
        yield Problem((*path, "transaction"), "transaction must hold the fields of a request")
    else:
        try:
            transaction_of(transaction)
        except Refused as error:
            known = error.field in transaction
            at = (*path, "transaction", error.field) if known else (*path, "transaction")
            hint = None if error.field in FIELDS else nearest(error.field, FIELDS)
            yield Problem(at, f"the API refuses it: {error}", hint, of_name=known and error.field not in FIELDS)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _said(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else value if isinstance(value, str) else written(value)
