"""A strategy on one transaction, rule by rule: what was evaluated, with the values put in, and what fired."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from enum import Enum
from typing import Any

from fraudctl.strategy.reach import not_reached
from handlers.decision.decide import EXACT, Decision
from handlers.decision.parsing import column, parse, source
from handlers.decision.strategy import StrategyRule
from handlers.decision.tree import reads
from handlers.decision.vocabulary import METADATA, TRANSACTION


class Verdict(Enum):
    """The end of a rule's evaluation."""

    FIRED = "fired"
    HELD_NOT = "did not fire"
    ABSENT = "did not fire: reads what is absent"
    MISTYPED = "did not fire: reads metadata of another kind"
    DIVIDED = "did not fire: divides by zero"
    SKIPPED = "not evaluated: a rule before it fired"

    @property
    def evaluated(self) -> bool:
        """Return whether the rule had its turn."""
        return self is not Verdict.SKIPPED


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule on a transaction; `filled` is its condition with the values in place of the names."""

    rule: StrategyRule
    verdict: Verdict
    filled: str
    stopped_by: str | None = None
    """The name that the evaluation could not read."""
    not_reached: tuple[str, ...] = ()
    """The parts that the evaluation did not come to, as they are written."""

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "code": self.rule.code,
            "evaluated": self.verdict.evaluated,
            "fired": self.verdict is Verdict.FIRED,
            "verdict": self.verdict.value,
            "stopped_by": self.stopped_by,
            "when": self.rule.when,
            "filled": self.filled,
            "not_reached": self.not_reached,
            "weight": self.rule.weight,
            "outcome": self.rule.outcome,
            "tags": self.rule.tags,
        }


def explain(decision: Decision) -> Iterator[Explanation]:
    """Yield what each rule of the strategy made of the transaction, in the strategy's order."""
    over = False
    for rule in decision.strategy.rules:
        text = filled(rule.when, decision.values)
        verdict, stopped_by = (Verdict.SKIPPED, None) if over else _verdict(rule, decision.values)
        over = over or (verdict is Verdict.FIRED and decision.strategy.first_only)
        yield Explanation(rule, verdict, text, stopped_by, () if verdict is Verdict.SKIPPED else _rest(rule, decision))


def decision_facts(decision: Decision) -> dict[str, Any]:
    """Return the decision and each rule of it for a program."""
    return {
        "strategy": decision.strategy.name,
        "digest": decision.strategy.digest,
        "transaction_id": decision.transaction.transaction_id,
        "timestamp": decision.transaction.timestamp,
        "score": decision.score,
        "outcome": decision.outcome,
        "reasons": [rule.code for rule in decision.fired],
        "tags": decision.tags,
        "rules": [each.facts() for each in explain(decision)],
    }


def filled(condition: str, values: Mapping[str, Any]) -> str:
    """Return the condition in one line, with the values in place of the names."""
    parsed = parse(condition)
    pieces, end = [], 0
    for node, name in sorted(_names(parsed), key=lambda found: found[0].col_offset):
        begin = column(condition, node)
        pieces += [_in_one_line(condition[end:begin]), written(_value(name, values))]
        end = begin + len(source(condition, node))
    return "".join([*pieces, _in_one_line(condition[end:])]).strip()


def written(value: Any) -> str:
    """Return a value as a condition would have it."""
    match value:
        case None:
            return "absent"
        case bool():
            return str(value)
        case Decimal():
            return format(value, "f") if abs(value.adjusted()) < 40 else str(value)  # noqa: PLR2004 -- a row's width
        case frozenset():
            return f"[{', '.join(sorted(map(written, value)))}]"
        case str():
            return repr(value)
    raise TypeError(f"no condition reads a {type(value).__name__}")


def _verdict(rule: StrategyRule, values: Mapping[str, Any]) -> tuple[Verdict, str | None]:
    with localcontext(EXACT):
        try:
            return (Verdict.FIRED if rule.condition(values) else Verdict.HELD_NOT), None
        except KeyError as error:
            (name,) = {read.name for read in reads(rule.tree) if read.slot == error.args[0]}
            return (Verdict.MISTYPED if name in values else Verdict.ABSENT), name
        except (DivisionByZero, InvalidOperation, Overflow):
            return Verdict.DIVIDED, None


def _rest(rule: StrategyRule, decision: Decision) -> tuple[str, ...]:
    found = not_reached(parse(rule.when), rule.tree, decision.values)
    return tuple(source(rule.when, each) for each in found)


def _in_one_line(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _names(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """Yield each name that is read, or asked about, with where it stands."""
    match node:
        case ast.Name(id=name) if name in TRANSACTION:
            yield node, name
        case ast.Attribute(value=ast.Name(id=first), attr=second):
            yield node, f"{first}.{second}"
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str() as key)):
            yield node, f"{METADATA}.{key}"
        case _:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    yield from _names(child)


def _value(name: str, values: Mapping[str, Any]) -> Any:
    value = values.get(name)
    if isinstance(value, Mapping):  # a key of the metadata, in its row's form
        ((kind, raw),) = value.items()
        return Decimal(raw) if kind == "N" else raw
    return value
