"""The comparison of a stack: its shadow and its challenger beside the active strategy, and what they found to read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fraudctl.errors import CommandError
from fraudctl.rollout.compare.arms import ArmComparison
from fraudctl.rollout.compare.decision import ComparedDecision, without_data
from fraudctl.rollout.compare.shadow import ShadowComparison
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from handlers.decision.arms import CHALLENGER
from handlers.decision.basis import Basis
from handlers.decision.strategy.strategy import Strategy

MOST_BASES = 10_000
"""Decisions of each of which it is looked what they found to read: more say nothing new."""


@dataclass
class Comparison:
    """The comparisons that a stack's pointers ask for; None where they point at nothing."""

    shadow: ShadowComparison | None
    challenger: ArmComparison | None
    looked: int = 0
    """Decisions of the time, compared or not."""
    _bases: dict[str, list[Basis]] = field(default_factory=dict)

    @classmethod
    def of(cls, table: DeployedStrategies) -> "Comparison":
        """Return the comparison of the strategies that a stack tries now.

        Raises:
            CommandError: it tries none, or one that cannot be read.
        """
        pointers = table.pointers()
        if pointers.shadow is None and pointers.challenger is None:
            raise CommandError("the stack has no shadow and no challenger: `fraudctl strategy deploy` makes one")
        challenger = pointers.challenger and table.document(pointers.challenger)
        return cls(
            shadow=ShadowComparison(table.document(pointers.shadow)) if pointers.shadow else None,
            challenger=ArmComparison(challenger, pointers.percent, _changed(table)) if challenger else None,
        )

    def add_all(self, decisions: Iterable[ComparedDecision]) -> None:
        """Count decisions."""
        for each in decisions:
            self.looked += 1
            if self.shadow and self.shadow.add(each):
                self._keep("shadow", each)
            arm = each.basis.arm
            if self.challenger and self.challenger.add(each) and arm and arm.name == CHALLENGER:
                self._keep(CHALLENGER, each)

    def missing(self, pointer: str, strategy: Strategy) -> list[tuple[str, int]]:
        """Return the features without data, and how many decisions looked for each."""
        bases = self._bases.get(pointer, [])
        return list(without_data(strategy, bases)) if bases else []

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "decisions": self.looked,
            "shadow": self.shadow and {**self.shadow.facts(), **self._missing_facts("shadow", self.shadow.strategy)},
            "challenger": self.challenger
            and {**self.challenger.facts(), **self._missing_facts(CHALLENGER, self.challenger.strategy)},
        }

    def _missing_facts(self, pointer: str, strategy: Strategy) -> dict[str, Any]:
        return {"without_data": [{"feature": name, "looked": of} for name, of in self.missing(pointer, strategy)]}

    def _keep(self, pointer: str, decision: ComparedDecision) -> None:
        bases = self._bases.setdefault(pointer, [])
        if len(bases) < MOST_BASES:
            bases.append(decision.basis)


def _changed(table: DeployedStrategies) -> datetime | None:
    """Return when the challenger or its percentage was last changed; None where no row says so."""
    return next((each.time for each in table.changes() if CHALLENGER in each.made), None)
