"""A shadow's decisions beside those that counted: outcomes, alerts, rules, and what labels say of both. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from fraudctl.rollout.compare.decision import BesideDecision, ComparedDecision
from handlers.decision.strategy.strategy import Strategy

MOST_EXAMPLES = 5


@dataclass
class Quality:
    """Alerts of labelled payments."""

    frauds: int = 0
    caught: int = 0
    alerts: int = 0

    def count(self, *, alerted: bool, fraud: bool) -> None:
        """Add a labelled payment."""
        self.frauds += fraud
        self.caught += fraud and alerted
        self.alerts += alerted

    @property
    def precision(self) -> float | None:
        """Return the share of frauds among the alerts that have a label; None without any."""
        return self.caught / self.alerts if self.alerts else None

    @property
    def recall(self) -> float | None:
        """Return the share of the labelled frauds that were alerted; None without any."""
        return self.caught / self.frauds if self.frauds else None

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {"precision": self.precision, "recall": self.recall, "alerts": self.alerts, "frauds": self.frauds}


@dataclass
class RuleFigures:
    """A rule's firing in the decisions that counted, and in the shadow's."""

    active: int = 0
    shadow: int = 0
    gained: int = 0
    """Alerts of the shadow alone, in which it fired."""
    lost: int = 0
    """Alerts that the shadow would not make, in which it fired."""


@dataclass
class ShadowComparison:
    """Counts of a shadow's decisions beside those that counted."""

    strategy: Strategy
    compared: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    gained: int = 0
    lost: int = 0
    rules: dict[str, RuleFigures] = field(default_factory=dict)
    labelled: int = 0
    active: Quality = field(default_factory=Quality)
    shadow: Quality = field(default_factory=Quality)
    _examples: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, decision: ComparedDecision) -> bool:
        """Count a decision beside which this shadow decided; return False for any other, and those of a challenger."""
        beside, arm = decision.shadow, decision.basis.arm
        if beside is None or beside.digest != self.strategy.digest or (arm and arm.name == "challenger"):
            return False
        alerted = beside.outcome != "approve" or beside.score > self.strategy.thresholds.review
        self.compared += 1
        self.outcomes[decision.outcome, beside.outcome] += 1
        self.gained += alerted and not decision.alerted
        self.lost += decision.alerted and not alerted
        self._count_rules(decision, beside, alerted=alerted)
        if decision.outcome != beside.outcome:
            self._keep(decision, beside)
        if decision.fraud is not None:
            self.labelled += 1
            self.active.count(alerted=decision.alerted, fraud=decision.fraud)
            self.shadow.count(alerted=alerted, fraud=decision.fraud)
        return True

    @property
    def differing(self) -> int:
        """Return how many outcomes differ."""
        return sum(number for (one, other), number in self.outcomes.items() if one != other)

    @property
    def examples(self) -> list[dict[str, Any]]:
        """Return five decisions that differ, of each way in which they do in turn."""
        rounds = zip_longest(*self._examples.values())
        return [each for examples in rounds for each in examples if each][:MOST_EXAMPLES]

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "strategy": self.strategy.name,
            "digest": self.strategy.digest,
            "decisions": self.compared,
            "differing": self.differing,
            "changes": [
                {"active": one, "shadow": other, "decisions": number}
                for (one, other), number in sorted(self.outcomes.items())
                if one != other
            ],
            "alerts": {"gained": self.gained, "lost": self.lost},
            "rules": {code: vars(each) for code, each in sorted(self.rules.items())},
            "labelled": self.labelled,
            "active": self.active.facts(),
            "shadow": self.shadow.facts(),
            "examples": self.examples,
        }

    def _count_rules(self, decision: ComparedDecision, beside: BesideDecision, *, alerted: bool) -> None:
        for code in {*decision.rules, *beside.rules}:
            figures = self.rules.setdefault(code, RuleFigures())
            figures.active += code in decision.rules
            figures.shadow += code in beside.rules
            figures.gained += alerted and not decision.alerted and code in beside.rules
            figures.lost += decision.alerted and not alerted and code in decision.rules

    def _keep(self, decision: ComparedDecision, beside: BesideDecision) -> None:
        kept = self._examples.setdefault((decision.outcome, beside.outcome), [])
        if len(kept) < MOST_EXAMPLES:
            kept.append(
                {
                    "transaction_id": decision.transaction_id,
                    "amount": decision.amount,
                    "currency": decision.currency,
                    "active": decision.outcome,
                    "shadow": beside.outcome,
                    "only_active": [each for each in decision.rules if each not in beside.rules],
                    "only_shadow": [each for each in beside.rules if each not in decision.rules],
                }
            )
