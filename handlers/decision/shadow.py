"""A shadow: a strategy that decides on the very features that a decision was made of, and changes nothing."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.transaction import Transaction
from handlers.decision.basis import Basis, basis_of, features_of
from handlers.decision.decide import Decider, Decision, Recorded
from handlers.decision.degraded import degraded
from handlers.decision.record import StrategyVersion
from handlers.decision.stored_decision import StoredDecision
from handlers.decision.strategy.strategy import Strategy


class ShadowDecision(msgspec.Struct, frozen=True, kw_only=True):
    """The decision of a shadow, beside the one that counts."""

    strategy: StrategyVersion
    score: Decimal
    outcome: str
    reasons: list[str]
    """Codes of the rules that fired."""
    alert_due: bool
    """It would have been alerted."""
    differs: bool
    """Its outcome is another than that of the decision."""

    @property
    def row(self) -> Mapping[str, Any]:
        """Return what the score's row holds of it."""
        return {
            "strategy": self.strategy.digest,
            "name": self.strategy.name,
            "score": self.score,
            "outcome": self.outcome,
            "reasons": self.reasons,
        }


class Shadow:
    """Decides beside others by one strategy."""

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self._decider = Decider(strategy)

    def beside(self, decision: Decision | StoredDecision) -> ShadowDecision | None:
        """Return the shadow's decision; None where the features of that one are not all that it reads.

        So are those of decisions that were made before the shadow was there, that are told from the queue, or for which
        something could not be read in time that it reads and their own strategy does not.
        """
        basis = basis_of(decision, as_of=0)
        if not holds(basis, self._strategy.features):
            return None
        made = decide_on_basis(self._decider, decision.transaction, basis)
        return ShadowDecision(
            strategy=StrategyVersion(self._strategy.name, self._strategy.digest),
            score=made.score,
            outcome=made.outcome,
            reasons=[rule.code for rule in made.fired],
            alert_due=made.alert_due,
            differs=made.outcome != decision.outcome,
        )


def decide_on_basis(decider: Decider, transaction: Transaction, basis: Basis) -> Decision:
    """Return the decision on a transaction by the features that an earlier one was made of, as degraded as that."""
    return degraded(decider.decide(transaction, features_of(basis)), basis.degraded)


def holds(basis: Basis, features: Recorded) -> bool:
    """Return whether a basis says of each of these features what it was, or that it was absent."""
    return all(
        each.number in basis.features.get(kind, ()) or each.number in basis.absent.get(kind, ())
        for kind, its in features.items()
        for each in its
    )
