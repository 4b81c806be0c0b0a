"""A change that is proposed: the move, the strategy that it brings, and what a trial on stored decisions says of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.errors import CommandError
from fraudctl.rollout.neighbours import version_of
from fraudctl.rollout.table.documents import BrokenDocument, UnknownVersion
from fraudctl.rollout.table.move import Move
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.rollout.trial.guards import Refusal, accepted, refusals
from fraudctl.rollout.trial.sample import Sampler
from fraudctl.rollout.trial.trial import Trial, try_on
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A move with the strategy that would decide by it."""

    move: Move
    strategy: Strategy
    active: Strategy | None
    """The strategy that is active now; None where it cannot be followed."""
    trial: Trial | None = None
    refused: Sequence[Refusal] = ()

    @property
    def accepted(self) -> list[str]:
        """Return what has no data, and which the active strategy reads just so."""
        return accepted(self.trial, self.active) if self.trial else []

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        move, trial = self.move, self.trial
        return {
            "action": move.action,
            "pointer": move.pointer,
            "strategy": {"name": self.strategy.name, "digest": self.strategy.digest},
            "before": move.before,
            "after": move.after,
            "percent": move.percent,
            "refused": [each._asdict() for each in self.refused],
            "without_data": self.accepted,
            "trial": trial.facts() if trial else None,
        }


def propose(table: DeployedStrategies, move: Move, strategy: Strategy, refused: Sequence[Refusal] = ()) -> Proposal:
    """Return the proposal of a move, which nothing was tried for.

    Raises:
        CommandError: the table cannot be read.
    """
    try:
        active = version_of(table, move.read.active)
    except (UnknownVersion, BrokenDocument):  # it may be what this change is to mend
        active = None
    return Proposal(move=move, strategy=strategy, active=active, refused=refused)


def tried(proposal: Proposal, sampler: Sampler, tried_one: Callable[[], None] = lambda: None) -> Proposal:
    """Return the proposal with its trial, and with the guards that say no."""
    try:
        trial = try_on(proposal.strategy, sampler.sample(), tried_one)
    except (ClientError, BotoCoreError, CommandError) as error:
        unread = Refusal("sample", f"the stored decisions could not be read: {error}")
        return replace(proposal, refused=[*proposal.refused, unread])
    return replace(proposal, trial=trial, refused=[*proposal.refused, *refusals(trial, proposal.active)])
