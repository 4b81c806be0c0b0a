"""Commands about strategies as people type them, and the strategies that they deploy."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fraudctl.rollout import moves
from fraudctl.rollout.neighbours import clashing, require_fit, version_of
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.rollout.table.writer import Writer
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.strategies import strategy_of

NOW = datetime(2026, 11, 26, 16, tzinfo=UTC)

FIRST, SECOND, THIRD = (
    strategy_of({"when": f"amount > {above}"}, name=name)
    for above, name in enumerate(("first", "second", "third"), start=1)
)
HERE = strategy_of({"when": "card.count_1h > 1"}, name="here", entities={"card": "metadata.card"})
ELSEWHERE = strategy_of({"when": "card.count_1h > 1"}, name="elsewhere", entities={"card": "metadata.token"})


@dataclass(frozen=True)
class Command:
    """A command that a person types."""

    action: str
    pointer: str = "active"
    strategy: Strategy | None = None
    percent: int | None = None
    outcome: str = ""

    def run(self, table: DeployedStrategies, by: str) -> str:
        """Do it as `fraudctl` does, but for the trial; return the id of the change."""
        writer, read = Writer(table=table, by=by, clock=lambda: NOW), table.pointers()
        match self.action:
            case "deploy":
                assert self.strategy
                move = moves.deploy(read, self.strategy.digest, self.pointer, self.percent)
                require_fit(table, read, self.strategy, self.pointer)
                writer.keep(self.strategy)
            case "promote":
                move = moves.promote(read, self.pointer)
                table.document(str(move.after))
            case "stop":
                move = moves.stop(read, self.pointer)
            case "override":
                move = moves.override(read, self.outcome)
            case _:
                former = version_of(table, moves.version_before(read))
                move = moves.rollback(read, clashing(table, read, former))
        return writer.make(move).id
