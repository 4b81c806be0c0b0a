"""Instances that read the strategies while somebody changes them go by what was in force, and agree in the end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from handlers.aws import strategy_table
from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.followed_pointers import PointerFollower
from handlers.aws.read_times import ReadTimes
from handlers.aws.strategy_table import StrategyTable
from handlers.contract.errors import StrategiesUnread
from handlers.decision.panel import Panel
from handlers.decision.strategy.pointers import PACKAGED, Pointers
from tests.handlers.strategies import packaged
from tests.interleavings.rollout_commands import FIRST, SECOND, THIRD, Command
from tests.interleavings.rollouts import TABLE, Rollouts, State, have_runs_alike
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order_and_fault

READ_AT = 1_795_350_700_500
DEPLOYED, LIVE = Command("deploy", strategy=FIRST), Command("deploy", strategy=SECOND)
SHADOWED, TRIED = Command("deploy", "shadow", THIRD), Command("deploy", "challenger", THIRD, percent=10)
CHANGES: Mapping[str, tuple[Sequence[Command], Sequence[Command]]] = {
    "deploy, the first ever": ([LIVE], []),
    "deploy": ([LIVE], [DEPLOYED]),
    "deploy a shadow": ([SHADOWED], [DEPLOYED]),
    "promote a shadow": ([Command("promote", "shadow")], [DEPLOYED, SHADOWED]),
    "promote a challenger": ([Command("promote", "challenger")], [DEPLOYED, TRIED]),
    "stop a challenger": ([Command("stop", "challenger")], [DEPLOYED, TRIED]),
    "roll back": ([Command("rollback")], [DEPLOYED, LIVE]),
    "roll back to the packaged default": ([Command("rollback")], [DEPLOYED]),
    "override": ([Command("override", "override", outcome="review")], [DEPLOYED]),
    "deploy, and roll back beside it": ([LIVE, Command("rollback")], [DEPLOYED]),
}


@dataclass
class Instance:
    """An instance of a function, and what it noted of its reads."""

    table: StrategyTable
    broken: list[str] = field(default_factory=list)
    changes: int | None = None

    def __post_init__(self) -> None:
        notes: Any = self
        self.current = CurrentStrategies(PointerFollower(self.table, packaged), notes, ReadTimes())

    def refresh(self) -> None:
        """Read what is in force."""
        self.current.refresh(READ_AT)

    @property
    def state(self) -> State | None:
        """Return what it goes by; None if it knows nothing yet."""
        try:
            panel = self.current.decider(READ_AT).panel
        except StrategiesUnread:
            return None
        assert not panel.stale
        return in_force(panel)

    def read(self, pointers: Pointers, _: Panel, broken: Mapping[str, str]) -> None:
        """Note a read."""
        self.changes = pointers.changes
        self.broken += broken.values()

    def damaged(self, reason: str) -> None:
        """Note that the pointers are damaged."""
        self.broken.append(reason)

    def unread(self, reason: str, changes: int | None) -> None:
        """Note that nothing was read: an answer was lost."""
        assert reason
        assert changes == self.changes


def in_force(panel: Panel) -> State:
    return {
        "active": PACKAGED if panel.active.digest == packaged().digest else panel.active.digest,
        "shadow": panel.shadow.digest if panel.shadow else None,
        "challenger": (panel.challenger.digest, panel.percent) if panel.challenger else (None, None),
        "override": panel.override,
    }


@dataclass
class Refreshes:
    """People who change strategies, an instance that knows what was there before, and one that starts."""

    rollouts: Rollouts
    instances: Sequence[Instance] = ()

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Return the work of the people, and of each instance, which reads."""
        works = self.rollouts.start(run)
        self.instances = [Instance(StrategyTable(self.rollouts.table.client, TABLE)) for _ in range(2)]
        self.instances[0].refresh()
        return [*works, *(each.refresh for each in self.instances)]

    def finish(self) -> None:
        """Type again what is not known to be made, as people do."""
        done = {number for number, _ in self.rollouts.told}
        for number in range(len(self.rollouts.commands)):
            if number not in done:
                self.rollouts._type(number)  # noqa: SLF001 -- as its own `finish` does, which has no instances

    def state(self) -> State:
        """Return what the pointers say."""
        return {name: value for name, value in self.rollouts.state().items() if name != "before"}


@pytest.fixture(autouse=True)
def _alike(monkeypatch: pytest.MonkeyPatch) -> None:
    have_runs_alike(monkeypatch)
    monkeypatch.setattr(strategy_table, "strategy_in", cache(strategy_table.strategy_in))


@pytest.mark.parametrize("change", CHANGES)
def test_an_instance_goes_by_what_was_in_force_and_all_agree_in_the_end_with_any_fault_after_any_call(
    change: str,
) -> None:
    commands, before = CHANGES[change]
    made = Refreshes(Rollouts(commands, before))

    for run in every_order_and_fault(made.start, troubles=["crash", "lost answer"]):
        written = _states(made)
        for each in made.instances:
            assert not each.broken, f"{run}: {each.broken}"
            assert each.state in (None, *written), str(run)
        made.finish()
        for each in made.instances:
            each.refresh()
        assert [each.state for each in made.instances] == [made.state()] * 2, str(run)
        assert made.instances[0].changes == made.instances[1].changes
        assert not any(each.broken for each in made.instances), str(run)


def _states(made: Refreshes) -> list[State]:
    """Return every state of the pointers that was in force, from what was written, in its order."""
    aws = made.rollouts.world.aws
    final = aws.tables
    rows: dict[Any, Any] = {}
    found = list[State]()
    try:
        aws.tables = {TABLE: rows}
        found.append(made.state())
        for write in aws.writes:
            rows[write.after["kind"]["S"], write.after["id"]["S"]] = write.after
            found.append(made.state())
    finally:
        aws.tables = final
    return found
