"""The checks that `make engine` makes of the real engine pass for a fake one, and fail where the fake one fails."""

import contextlib
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from emulator.emulator import Emulator
from fraudctl.stacks.local_stack import LocalStack, run_stack_on
from tests.engine.course import run
from tests.engine.pulumi import EngineError


class FakeEngine:
    """An engine that deploys in this process, as local mode does; it can change a threshold, and destroy everything."""

    def __init__(self, emulator: Emulator, running: contextlib.ExitStack) -> None:
        self.did: list[str] = []
        self._emulator, self._running = emulator, running
        self._stack: LocalStack | None = None
        self._threshold = "0.8"

    def init(self) -> None:
        self.did.append("init")

    def preview(self) -> None:
        self.did.append("preview")

    def planned(self) -> set[str]:
        return {"same", "update"}

    def up(self, *options: str) -> None:
        self.did.append(" ".join(["up", *options]))
        if self._stack is None:
            self._stack = self._running.enter_context(run_stack_on(self._emulator, "dev"))
        self._apply(self._stack)

    def configure(self, key: str, value: str) -> None:
        self.did.append(f"{key} {value}")
        self._threshold = value

    def outputs(self) -> dict[str, Any]:
        assert self._stack is not None
        return self._stack.target.exports

    def destroy(self) -> None:
        self.did.append("destroy")
        self._running.close()
        everything = urllib.request.Request(f"{self._emulator.endpoint}/_ministack/reset", method="POST")  # noqa: S310
        with urllib.request.urlopen(everything) as answer:  # noqa: S310 -- 127.0.0.1
            assert answer.status == 200

    def _apply(self, stack: LocalStack) -> None:
        functions, name = stack.target.client("lambda"), stack.target.exports["scoring_function_name"]
        variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        if variables["ALERT_THRESHOLD"] != self._threshold:
            environment = {"Variables": variables | {"ALERT_THRESHOLD": self._threshold}}
            functions.update_function_configuration(FunctionName=name, Environment=environment)


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    with Emulator() as emulator, contextlib.ExitStack() as running:
        yield FakeEngine(emulator, running)


def lives(engine: FakeEngine) -> list[str]:
    """Run the checks over the fake engine's stack, and return their messages."""
    said: list[str] = []
    run(engine, engine._emulator.endpoint, said.append)  # noqa: SLF001 -- its own emulator
    return said


def test_a_stack_lives_from_nothing_to_nothing(engine: FakeEngine) -> None:
    said = lives(engine)

    assert engine.did == ["init", "preview", "up", "up --expect-no-changes", "alertThreshold 0.95", "up", "destroy"]
    assert said == [
        "engine-1 was stored and scored 0.9, 1 alerts",
        "engine-2 was stored and scored 0.9, 0 alerts",
        "nothing is left",
    ]


def do_nothing() -> None:
    """Do nothing, in the place of a step."""


def forget_strategies(stack: LocalStack) -> None:
    """Delete what operators deployed, as a program that wrote the table itself would do."""
    client, table = stack.target.client("dynamodb"), stack.target.exports["fraud_strategies_table_name"]
    for row in client.scan(TableName=table)["Items"][1:]:
        client.delete_item(TableName=table, Key={name: row[name] for name in ("kind", "id")})


@pytest.mark.parametrize(
    ("step", "instead", "found"),
    [
        ("destroy", do_nothing, "after destroy there is still .*dynamodb transactions-dev"),
        ("_apply", forget_strategies, "changed strategies that were deployed"),
        ("configure", lambda _key, _value: None, "0.9 was alerted above 0.95"),
        ("planned", lambda: {"same", "replace"}, "another threshold would replace, same"),
    ],
)
def test_a_step_that_does_not_hold_is_named(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, step: str, instead: Callable[..., Any], found: str
) -> None:
    monkeypatch.setattr(engine, step, instead)
    with pytest.raises(EngineError, match=found):
        lives(engine)
