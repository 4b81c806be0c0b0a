"""The decision on a transaction: its score, its outcome, and what made them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, getcontext, setcontext
from typing import TYPE_CHECKING

import msgspec

from handlers.contract.transaction import Transaction
from handlers.decision.arms import Arm
from handlers.decision.condition.compiling import Condition, Values
from handlers.decision.condition.tree import first_read
from handlers.decision.entity.feature import Feature
from handlers.decision.reader import NOTHING, Known, Reader
from handlers.decision.strategy.pointers import Override
from handlers.decision.strategy.schema import OUTCOMES
from handlers.decision.strategy.strategy import Strategy, StrategyRule, Thresholds

if TYPE_CHECKING:
    from handlers.decision.model.model import Model

ENGINE = 1
"""The number of this way to decide; it is raised whenever the same values come to another decision."""

CERTAIN = Decimal(1)

Recorded = Mapping[str, tuple[Feature, ...]]
"""Features by kind of entity, by number."""

SEVERITY = {outcome: place for place, outcome in enumerate(OUTCOMES)}

Kinds = tuple[str, ...]
"""Kinds of entity, in an order that is always the same."""

EXACT = Context(prec=400, traps=[DivisionByZero, InvalidOperation, Overflow])
"""Holds any sum of 200 storable numbers (1E+125 and 1E-130 with 38 digits each are 294 apart) and any product of ten to
the last digit; what has more, as most quotients, is rounded to 400, half to even. What 200 terms make of storable
numbers never comes near the exponents where numbers overflow or vanish; what a foreign payload holds may."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A score from 0 to 1, exact, an outcome, and the rules that fired with the values that they read."""

    transaction: Transaction
    strategy: Strategy
    score: Decimal
    outcome: str
    fired: tuple[StrategyRule, ...]
    values: Known
    """All that is known of the transaction: its fields and the features of its entities."""
    recorded: Recorded
    """The features that are written down with it: its strategy's, and those of the strategies beside that."""
    undecided: tuple[str, ...]
    """Codes of rules that divide by zero, or come to no number that can be held, and so did not fire."""
    mistyped: tuple[str, ...]
    """Keys of the metadata that came in another kind than a condition takes."""
    unusable: tuple[str, ...] = ()
    """Kinds of entity of which something stands in the transaction that is no id."""
    degraded: tuple[str, ...] = ()
    """Words for what could not be read in time."""
    arm: Arm | None = None
    """The arm of the experiment that it belongs to."""
    override: Override | None = None
    """The answer that is given in place of the outcome."""

    @property
    def told(self) -> str:
        """Return the outcome that is answered."""
        return self.override or self.outcome

    @property
    def tags(self) -> list[str]:
        """Return the tags of all rules that fired, each once."""
        return sorted({tag for rule in self.fired for tag in rule.tags}) if self.fired else []

    @property
    def alert_due(self) -> bool:
        """Return whether somebody must be told: the score is above the review threshold, or the outcome not approve."""
        return self.score > self.alert_above or self.outcome != "approve"

    @property
    def alert_above(self) -> Decimal:
        """Return the review threshold: a score above it is alerted."""
        return self.strategy.thresholds.review


class Decider:
    """Decides by one strategy."""

    def __init__(self, strategy: Strategy, recorded: Recorded | None = None) -> None:
        """Prepare for a strategy; `recorded` are features to write down where they are not its own alone."""
        self._strategy = strategy
        self._recorded = strategy.features if recorded is None else recorded
        self._begins_with = [(rule, _kind_read_first(rule, strategy)) for rule in strategy.rules]
        self._conditions: dict[Kinds | None, list[tuple[Condition, StrategyRule]]] = {}
        self._reader = Reader(
            strategy.reads, strategy.asks, timezone=strategy.timezone, seed_currencies=strategy.seed_currencies
        )
        self._scored = _with_score(strategy.model) if strategy.model else None

    def decide(self, transaction: Transaction, known: Known = NOTHING, kinds: Kinds | None = None) -> Decision:
        """Return the decision: the weights of the rules that fire, summed, at most 1, and the outcome that follows.

        Args:
            transaction: As the table's stream gives it.
            known: The features of its entities, as of its event time; without it all are absent.
            kinds: The kinds of these entities, if the rules that first read one of another kind need not be tried.
        """
        values, mistyped = self._reader.values(transaction, known)
        if self._scored:
            values = self._scored(values)
        fired, undecided = self._fire(self._conditions.get(kinds) or self._conditions_of(kinds), values)
        score = total(fired)
        return Decision(
            transaction=transaction,
            strategy=self._strategy,
            score=score,
            outcome=outcome(score, self._strategy.thresholds, fired),
            fired=tuple(fired),
            values=values,
            recorded=self._recorded,
            undecided=tuple(undecided),
            mistyped=tuple(mistyped),
        )

    def _conditions_of(self, kinds: Kinds | None) -> list[tuple[Condition, StrategyRule]]:
        tried = [rule for rule, kind in self._begins_with if kinds is None or kind is None or kind in kinds]
        self._conditions[kinds] = conditions = [(rule.condition, rule) for rule in tried]
        return conditions

    def _fire(
        self, conditions: Iterable[tuple[Condition, StrategyRule]], values: Values
    ) -> tuple[list[StrategyRule], list[str]]:
        fired: list[StrategyRule] = []
        undecided: list[str] = []
        before = getcontext()
        setcontext(EXACT)  # a third of what `localcontext` takes, which copies
        try:
            for condition, rule in conditions:
                try:
                    if condition(values):
                        fired.append(rule)
                        if self._strategy.first_only:
                            break
                except KeyError:  # it reads what is absent
                    continue
                except (DivisionByZero, InvalidOperation, Overflow):
                    undecided.append(rule.code)
        finally:
            setcontext(before)
        return fired, undecided


def _with_score(model: "Model") -> Callable[[Known], Known]:
    from handlers.decision.model.scored_values import ScoredValues  # noqa: PLC0415 -- most strategies have no model

    return lambda values: ScoredValues(values, model)


def _kind_read_first(rule: StrategyRule, strategy: Strategy) -> str | None:
    """Return the kind of entity without which a rule cannot fire, as it reads a feature of that before all else."""
    read = first_read(rule.tree)
    kind = read.name.partition(".")[0] if read else None
    return kind if kind in strategy.features else None


def total(fired: Sequence[StrategyRule]) -> Decimal:
    """Return the sum of the weights, exact, at most 1."""
    score = Decimal(0)
    for rule in fired:
        score = EXACT.add(score, rule.weight)
    return min(CERTAIN, score)


def outcome(score: Decimal, thresholds: Thresholds, fired: Sequence[StrategyRule]) -> str:
    """Return the severest of what the score and the rules say; a rule that says approve overrides them all."""
    severest = "decline" if score > thresholds.decline else "review" if score > thresholds.review else "approve"
    for rule in fired:
        if rule.outcome == "approve":
            return "approve"
        if rule.outcome and SEVERITY[rule.outcome] > SEVERITY[severest]:
            severest = rule.outcome
    return severest
