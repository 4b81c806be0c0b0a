"""A strategy on one transaction, rule by rule: what was evaluated, with the values put in, and what fired."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import DivisionByZero, InvalidOperation, Overflow, localcontext
from enum import Enum
from typing import Any

from fraudctl.strategy.filled import filled, written
from fraudctl.strategy.reach import not_reached
from handlers.decision.condition.compiling import Values
from handlers.decision.condition.parsing import parse, source
from handlers.decision.condition.tree import reads
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import EXACT, Decision
from handlers.decision.strategy.strategy import StrategyRule


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


def push_lines(decision: Decision) -> Iterator[str]:
    """Yield what the strategy's model makes of the transaction, if it has one, and what moved it most."""
    if model := decision.strategy.model:
        yield f"model.score {written(decision.values.get(MODEL_SCORE))}, moved most, in log-odds, by"
        for name, value, contribution in model.pushes(decision.values):
            yield f"    {name} {written(value)}: {contribution:+f}"


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
        "when_degraded": decision.strategy.when_degraded,
        "rules": [each.facts() for each in explain(decision)],
        **_model_facts(decision),
    }


def _model_facts(decision: Decision) -> dict[str, Any]:
    if not (model := decision.strategy.model):
        return {}
    pushes = model.pushes(decision.values)
    return {
        "model": {
            "score": decision.values.get(MODEL_SCORE),
            "pushes": [
                {"feature": name, "value": value, "contribution": contribution} for name, value, contribution in pushes
            ],
        }
    }


def _verdict(rule: StrategyRule, values: Values) -> tuple[Verdict, str | None]:
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
