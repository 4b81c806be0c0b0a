"""A strategy tried on decisions that were made: what it would have decided, and what it found to read. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from fraudctl.rollout.trial.data_seen import ENOUGH, DataSeen
from fraudctl.rollout.trial.sample import StoredCase
from fraudctl.rollout.trial.tally import Tally
from handlers.decision.arms import CHALLENGER
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
    left_out: int = 0
    """Decisions of a challenger, which say nothing of what the active strategy makes of the same."""

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {"sampled": self.every.decided, "left_out": self.left_out, **self.tally.facts()}

    @property
    def tally(self) -> Tally:
        """Return the decisions that count: the others lacked what was never read for them.

        Of few it would say little, and nothing where each of them may be chance: there all count.
        """
        return self.full if self.full.decided >= min(ENOUGH, self.every.decided) else self.every


def try_on(strategy: Strategy, cases: Iterable[StoredCase], tried: Callable[[], None] = lambda: None) -> Trial:
    """Return what a strategy would have decided on these, by the features that the decisions had read.

    What a challenger decided is left out, unless it decided all: beside its own decisions no challenger is unusual.
    """
    decider, data = Decider(strategy), DataSeen(strategy)
    every, full = Tally(), Tally()
    given = list(cases)
    compared = [case for case in given if not _of_challenger(case)] or given
    for case in compared:
        decision = decide_on_basis(decider, case.transaction, case.basis)
        data.look(case.transaction, case.basis, decision.values)
        fired = [rule.code for rule in decision.fired]
        for tally in (every, full) if holds(case.basis, strategy.features) else (every,):
            tally.count(case, decision.outcome, fired, alerted=decision.alert_due)
        tried()
    return Trial(strategy=strategy, every=every, full=full, data=data, left_out=len(given) - len(compared))


def _of_challenger(case: StoredCase) -> bool:
    arm = case.basis.arm
    return arm is not None and arm.name == CHALLENGER
