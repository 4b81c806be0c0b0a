"""The reasons of a decision: each rule with the values put in, and the opinions of the other strategies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fraudctl.client.decision_facts import decision_notes, stored_basis
from fraudctl.errors import CommandError
from fraudctl.rollout.running import running_strategies
from fraudctl.rollout.table.strategies_table import TABLE_EXPORT, DeployedStrategies
from fraudctl.stacks.target import Target
from fraudctl.strategy.decided import DecidedTransaction, find_decided, strategy_that_decided
from fraudctl.strategy.explain import Explanation, Verdict, explain, push_lines
from fraudctl.strategy.stored import decide_again, decide_otherwise, differences
from handlers.decision.entity.places import IdPlace
from handlers.decision.score_row import SHADOW
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """Another strategy on the payment, by what the decision had read."""

    by: str
    """Its place: shadow then, or active, shadow, challenger now."""
    name: str
    outcome: str
    score: Decimal
    reasons: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class RulesView:
    """A decision rule by rule."""

    strategy: Strategy
    explained: Sequence[Explanation]
    opinions: Sequence[Opinion]
    notes: Sequence[str]
    places: Mapping[str, IdPlace]
    """The places at which the ids of the strategy's entities stand in a payment."""

    @property
    def fired(self) -> list[Explanation]:
        """Return the rules that fired."""
        return [each for each in self.explained if each.verdict is Verdict.FIRED]

    @property
    def others(self) -> list[Explanation]:
        """Return the rules that did not fire."""
        return [each for each in self.explained if each.verdict is not Verdict.FIRED]


def rules_view(target: Target, transaction_id: str) -> RulesView:
    """Return a decision rule by rule, from what the tables hold of it, as `fraudctl explain` does.

    Raises:
        CommandError: it is not scored, or its strategy is nowhere any more.
        ClientError, BotoCoreError: a table did not answer, or may not be read.
    """
    decided = find_decided(target, transaction_id)
    strategy = strategy_that_decided(target, decided.row)
    again = decide_again(decided.image, decided.row, strategy)
    return RulesView(
        strategy=strategy,
        explained=list(explain(again)),
        opinions=[*_shadow_then(decided.row), *_opinions_now(target, decided, strategy)],
        notes=[*decision_notes(decided.row), *push_lines(again), *differences(again, decided.row)],
        places=strategy.entities,
    )


def _shadow_then(row: Mapping[str, Any]) -> Iterator[Opinion]:
    """Yield the opinion that the shadow of that time had, where there was one."""
    shadow = row.get(SHADOW)
    if isinstance(shadow, Mapping) and isinstance(score := shadow.get("score"), Decimal):
        yield Opinion(
            by="shadow, then",
            name=str(shadow.get("name")),
            outcome=str(shadow.get("outcome")),
            score=score,
            reasons=[str(each) for each in shadow.get("reasons") or ()],
        )


def _opinions_now(target: Target, decided: DecidedTransaction, strategy: Strategy) -> Iterator[Opinion]:
    """Yield what the other strategies at work make of it now, by what was read then: the rest counts as absent."""
    if TABLE_EXPORT not in target.exports or stored_basis(decided.row).engine == 0:
        return
    for pointer, other in running_strategies(DeployedStrategies.of(target)).strategies.items():
        if other.digest == strategy.digest:
            continue
        try:
            made = decide_otherwise(decided.image, decided.row, other)
        except CommandError:  # the row is damaged, which the rules above say
            return
        yield Opinion(
            by=f"{pointer}, now",
            name=other.name,
            outcome=made.outcome,
            score=made.score,
            reasons=[rule.code for rule in made.fired],
        )
