"""Whoever changes strategies at the same time as another wins or is told who did, wherever one of them dies."""

import os
from collections.abc import Sequence
from typing import Any

import pytest

from fraudctl.rollout.table.lost_race import LostRace
from fraudctl.rollout.table.writer import UnknownResult, Writer
from tests.interleavings.rollout_commands import ELSEWHERE, FIRST, HERE, SECOND, THIRD, Command
from tests.interleavings.rollouts import Rollouts, have_runs_alike
from tests.interleavings.schedule import ScheduledRun
from tests.interleavings.search import every_order, every_order_and_fault, random_orders

LIVE, OTHER, SHADOW = Command("deploy", strategy=SECOND), Command("deploy", strategy=THIRD), Command("stop", "shadow")
SHADOWED, TRIED = Command("deploy", "shadow", THIRD), Command("deploy", "challenger", THIRD, percent=10)
RAISED = Command("deploy", "challenger", THIRD, percent=20)
PROMOTED, WON = Command("promote", "shadow"), Command("promote", "challenger")
BACK, ANSWERED, OFF = (
    Command("rollback"),
    Command("override", "override", outcome="review"),
    Command("override", "", outcome="off"),
)
DEPLOYED = Command("deploy", strategy=FIRST)

PAIRS: dict[str, tuple[Sequence[Command], Sequence[Command]]] = {
    "deploy and deploy, the first ever": ([LIVE, OTHER], []),
    "deploy and deploy of the same": ([LIVE, LIVE], [DEPLOYED]),
    "deploy and promote": ([LIVE, PROMOTED], [DEPLOYED, SHADOWED]),
    "deploy and rollback": ([LIVE, BACK], [DEPLOYED]),
    "deploy and override": ([LIVE, ANSWERED], [DEPLOYED]),
    "deploy and stop": ([LIVE, SHADOW], [DEPLOYED, SHADOWED]),
    "deploy and a shadow": ([LIVE, SHADOWED], [DEPLOYED]),
    "promote and promote": ([PROMOTED, PROMOTED], [DEPLOYED, SHADOWED]),
    "promote and stop": ([PROMOTED, SHADOW], [DEPLOYED, SHADOWED]),
    "promote and another shadow": ([PROMOTED, Command("deploy", "shadow", SECOND)], [DEPLOYED, SHADOWED]),
    "promote and rollback": ([PROMOTED, BACK], [DEPLOYED, SHADOWED]),
    "promote of a challenger and more of it": ([WON, RAISED], [DEPLOYED, TRIED]),
    "rollback and rollback": ([BACK, BACK], [DEPLOYED, LIVE]),
    "rollback and override off": ([BACK, OFF], [DEPLOYED, ANSWERED]),
    "override and override": ([ANSWERED, Command("override", outcome="approve")], []),
    "two that find the card in different places": (
        [Command("deploy", strategy=HERE), Command("deploy", "shadow", ELSEWHERE)],
        [DEPLOYED],
    ),
    "rollback to what the new shadow cannot read with": (
        [BACK, Command("deploy", "shadow", ELSEWHERE)],
        [Command("deploy", strategy=HERE), DEPLOYED],
    ),
}


@pytest.fixture(autouse=True)
def _alike(monkeypatch: pytest.MonkeyPatch) -> None:
    have_runs_alike(monkeypatch)


def keeps_its_promises(made: Rollouts, run: ScheduledRun) -> None:
    found = [f"before anybody repeats: {each}" for each in made.broken()]
    made.finish(run)
    found += made.broken()
    assert not found, "\n".join([str(run), *found, str(made.told), str(made.refused)])


@pytest.mark.parametrize("pair", PAIRS)
def test_of_two_changes_the_table_is_what_one_of_the_orders_gives_with_a_crash_after_any_call(pair: str) -> None:
    commands, before = PAIRS[pair]
    made = Rollouts(commands, before)

    for run in every_order_and_fault(made.start, troubles=["crash"]):
        keeps_its_promises(made, run)


@pytest.mark.parametrize(
    "pair", ["deploy and deploy, the first ever", "deploy and promote", "promote and stop", "override and override"]
)
def test_a_lost_answer_or_a_transaction_under_way_breaks_nothing_and_says_nothing_wrong(pair: str) -> None:
    commands, before = PAIRS[pair]
    made = Rollouts(commands, before)

    for run in every_order_and_fault(made.start, troubles=["lost answer", "conflict"]):
        rows = made.rows("change").values()
        for number, error in made.refused:
            if not isinstance(error, UnknownResult):
                assert not [row for row in rows if row["by"] == f"person {number}"], f"{run}: {error}"
        keeps_its_promises(made, run)


@pytest.mark.parametrize("pair", PAIRS)
def test_who_loses_a_race_is_told_who_won_it(pair: str) -> None:
    commands, before = PAIRS[pair]
    made = Rollouts(commands, before)

    for run in every_order(made.start):
        assert made.told, f"somebody wins: {run}"
        for number, error in made.refused:
            if isinstance(error, LostRace):
                assert f"person {1 - number} made the change `{commands[1 - number].action}" in str(error)


def test_three_changes_in_random_orders_keep_all_promises() -> None:
    made = Rollouts([LIVE, PROMOTED, BACK], [DEPLOYED, SHADOWED])

    for run in random_orders(made.start, 150, int(os.environ["INTERLEAVINGS_SEED"])):
        keeps_its_promises(made, run)


def test_pointers_that_a_change_was_checked_against_have_to_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search must see what the checks of other pointers' versions prevent: two that cannot be read together."""
    commands, before = PAIRS["two that find the card in different places"]
    made, writes = Rollouts(commands, before), Writer._writes  # noqa: SLF001 -- without the checks

    def unchecked(self: Writer, *given: Any) -> Any:
        return [each for each in writes(self, *given) if "ConditionCheck" not in each]

    monkeypatch.setattr(Writer, "_writes", unchecked)
    found = [each for _ in every_order(made.start) for each in made.broken()]

    assert "two that are read together find the card in different places" in found
