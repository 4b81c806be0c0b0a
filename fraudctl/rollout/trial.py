"""A strategy tried on decisions that were made: what it would have decided, and what it found to read. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fraudctl.rollout.data_seen import ENOUGH, DataSeen
from fraudctl.rollout.sample import StoredCase
from fraudctl.rollout.tally import Tally
from handlers.decision.decide import Decider
from handlers.decision.shadow import decide_on_basis, holds
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The result of a trial: of all decisions, and of those that had read all that the strategy reads."""

    strategy: Strategy
    every: Tally
    full: Tally
    data: DataSeen

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {"sampled": self.every.decided, **self.tally.facts()}

    @property
    def tally(self) -> Tally:
        """Return the decisions that count: the others lacked what was never read for them.

        Of few it would say little, and nothing where each of them may be chance: there all count.
        """
        return self.full if self.full.decided >= min(ENOUGH, self.every.decided) else self.every


def try_on(strategy: Strategy, cases: Iterable[StoredCase], tried: Callable[[], None] = lambda: None) -> Trial:
    """Return what a strategy would have decided on these, by the features that the decisions had read."""
    decider, data = Decider(strategy), DataSeen(strategy)
    every, full = Tally(), Tally()
    for case in cases:
        decision = decide_on_basis(decider, case.transaction, case.basis)
        data.look(case.transaction, case.basis, decision.values)
        fired = [rule.code for rule in decision.fired]
        for tally in (every, full) if holds(case.basis, strategy.features) else (every,):
            tally.count(case, decision.outcome, fired, alerted=decision.alert_due)
        tried()
    return Trial(strategy=strategy, every=every, full=full, data=data)
