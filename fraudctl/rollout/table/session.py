"""A command's access to the strategies of a stack: its table, and a writer in the caller's name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Self

from fraudctl.rollout.table.caller import caller_arn
from fraudctl.rollout.table.change import Change
from fraudctl.rollout.table.move import Move
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.rollout.table.writer import Writer
from fraudctl.stacks.target import Target
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True)
class Session:
    """A stack, its table of strategies, and who is calling."""

    target: Target
    table: DeployedStrategies

    @classmethod
    def open(cls, stack: str | None) -> Self:
        """Return the session of a stack.

        Raises:
            CommandError: there is no such stack, or an older release deployed it.
        """
        target = Target.find(stack)
        return cls(target, DeployedStrategies.of(target))

    @cached_property
    def writer(self) -> Writer:
        """Return the writer, whose name AWS is asked for once."""
        with self.table.errors():
            by = caller_arn(self.target)
        return Writer(table=self.table, by=by, clock=lambda: datetime.now(UTC))

    def make(
        self, move: Move, strategy: Strategy | None = None, *, note: str | None = None, forced: tuple[str, ...] = ()
    ) -> Change:
        """Keep the document of the strategy that a deployment brings, and make the move.

        Raises:
            CommandError: it was not made, or it is not known whether it was.
        """
        if strategy and move.action == "deploy":
            self.writer.keep(strategy)
        return self.writer.make(move, name=strategy.name if strategy else None, note=note, forced=forced)
