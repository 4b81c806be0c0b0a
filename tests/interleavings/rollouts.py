"""People who change the strategies of a stack at the same time, on a table in memory, and what each was told."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import pytest

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.rollout import neighbours
from fraudctl.rollout.table import documents, strategies_table, writer
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from handlers.aws.attributes import from_attributes
from handlers.aws.clients import SESSION
from handlers.decision.strategy.pointers import PACKAGED
from tests.interleavings.hooks import MemoryWorld
from tests.interleavings.memory_aws import MemoryAws
from tests.interleavings.recordings import next_token
from tests.interleavings.rollout_commands import ELSEWHERE, HERE, Command
from tests.interleavings.schedule import ScheduledRun

TABLE = "fraud-strategies-test"

State = dict[str, Any]


@dataclass
class Rollouts:
    """People who type commands at the same time, after some that were typed before."""

    commands: Sequence[Command]
    before: Sequence[Command] = ()
    world: MemoryWorld = field(default_factory=MemoryWorld)
    told: list[tuple[int, str]] = field(default_factory=list)
    """Changes that somebody was told are made: the number of the command, the id of the change."""
    refused: list[tuple[int, CommandError]] = field(default_factory=list)
    typed: Counter[str] = field(default_factory=Counter)
    """Commands that were typed, by whom."""

    def __post_init__(self) -> None:
        client: Any = SESSION.create_client(
            "dynamodb", "us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        self.world.connect(client)
        self.table = DeployedStrategies(client=client, name=TABLE)

    def start(self, run: ScheduledRun) -> list[Callable[[], Any]]:
        """Empty the table, type what came before; return the work of each person."""
        self.world.aws, self.world.run, self.typed = MemoryAws({TABLE: ("kind", "id")}), run, Counter()
        for each in self.before:
            self._run(each, "before")
        self.told, self.refused = [], []
        self.began = self.state()
        return [partial(self._type, number) for number in range(len(self.commands))]

    def finish(self, run: ScheduledRun) -> None:
        """Type again what is not known to be made, as people do."""
        done = {number for number, _ in self.told}
        for actor in run.actors:
            assert actor.error is None or actor.crashed, repr(actor.error)
            if actor.number not in done:
                self._type(actor.number)

    def _type(self, number: int) -> None:
        try:
            self.told.append((number, self._run(self.commands[number], f"person {number}")))
        except CommandError as error:
            self.refused.append((number, error))

    def _run(self, command: Command, by: str) -> str:
        """Return the id of the change; every time that somebody types it, it is another one."""
        self.typed[by] += 1
        what = f"{by} {self.typed[by]}"
        return str(self.world.invoke(what, lambda: command.run(self.table, by)))

    def rows(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the rows of a partition, by id, in the order in which they came to be."""
        found = map(from_attributes, self.world.aws.items(TABLE))
        return {row["id"]: row for row in found if row["kind"] == kind}

    def state(self) -> State:
        """Return what the pointers say, as this module reads it."""
        rows = self.rows("pointer")
        active, challenger = rows.get("active", {}), rows.get("challenger", {})
        return {
            "active": active.get("digest", PACKAGED),
            "before": active.get("before", []),
            "shadow": rows.get("shadow", {}).get("digest"),
            "challenger": (challenger.get("digest"), challenger.get("percent")),
            "override": rows.get("override", {}).get("outcome"),
        }

    def broken(self) -> Iterator[str]:
        """Yield a sentence for every promise that is broken: none may be at any time, but in the middle of a call."""
        changes = [each for each in self.rows("change").values() if each["by"] != "before"]
        state = self.began
        for each in changes:
            if each.get("before") != _now(state, each):
                yield f"undone without a row: {each} where there was {state}"
            state = _after(state, each)
        if state != self.state():
            yield f"the rows come to {state}, the pointers to {self.state()}"
        ids = [identity for _, identity in self.told]
        if len(set(ids)) != len(ids) or not set(ids) <= {each["id"] for each in changes}:
            yield f"told without a row: {ids}"
        for name, row in self.rows("pointer").items():
            made = [int(each["made"][name]) for each in self.rows("change").values() if name in each["made"]]
            if sorted(made) != list(range(1, int(row["version"]) + 1)):
                yield f"{name} is at version {row['version']}, its changes made {made}"
        yield from self._unreadable()

    def _unreadable(self) -> Iterator[str]:
        state, documents = self.state(), self.rows("document")
        pointed = [state["active"], state["shadow"], state["challenger"][0]]
        for each in pointed:
            if each not in (None, PACKAGED) and each not in documents:
                yield f"{each} has no document"
        if {HERE.digest, ELSEWHERE.digest} <= set(pointed):
            yield "two that are read together find the card in different places"


_packaged, _strategy_in = cache(packaged_strategy), cache(documents.strategy_in)


def have_runs_alike(patch: pytest.MonkeyPatch) -> None:
    """Have ids of changes and transactions depend on nothing but who types what, and each strategy compiled once."""
    patch.setattr(neighbours, "packaged_strategy", _packaged)
    patch.setattr(strategies_table, "strategy_in", _strategy_in)
    patch.setattr(writer, "uuid4", next_token)
    patch.setattr(writer, "change_id", lambda at: f"{at}#{next_token()}")


def _now(state: State, row: Mapping[str, Any]) -> Any:
    """Return what the row should say was there before it."""
    match row["action"], row["pointer"]:
        case ("promote" | "rollback", _):
            return state["active"]
        case _, "challenger":
            return state["challenger"][0]
        case _, "override":
            return state["override"] or "off"
        case _, pointer:
            return state[pointer]


def _after(state: State, row: Mapping[str, Any]) -> State:
    """Return what a change makes of the pointers, by its row alone."""
    after, pointer = row.get("after"), row["pointer"]
    pushed = {"active": after, "before": [*state["before"], state["active"]]}
    match row["action"]:
        case "deploy":
            content = {"active": pushed, "shadow": {"shadow": after}}
            changed = content.get(pointer) or {"challenger": (after, row["percent"])}
        case "promote":
            changed = pushed | _none(pointer)
        case "stop":
            changed = _none(pointer)
        case "rollback":
            changed = {"active": after, "before": state["before"][:-1]}
            for each in row.get("stopped", []):
                changed |= _none(each)
        case _:
            changed = {"override": None if after == "off" else after}
    return state | changed


def _none(pointer: str) -> State:
    return {pointer: (None, None) if pointer == "challenger" else None}
