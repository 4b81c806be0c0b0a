"""A long command that a signal ends reports what was done until then, to a person and to a program."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fraudctl import recovery
from fraudctl.cli import command_line
from fraudctl.demo import demonstrate as demonstrate_module
from fraudctl.interruption import report_if_interrupted
from fraudctl.stacks import local_stack
from fraudctl.stacks.target import Target


def reconcile(_: Target, *, looked: Callable[[Any], None], scored: Callable[[int, int], None], **__: Any) -> None:
    looked(SimpleNamespace(looked_at=700))
    scored(10, 30)
    raise KeyboardInterrupt


def demonstrate(
    _: Any,
    *,
    loaded: Callable[[int, int], None],
    decided: Callable[[int], None],
    scored: Callable[[int], None],
    **__: Any,
) -> None:
    loaded(9000, 9000)
    decided(400)
    scored(300)
    raise KeyboardInterrupt


@contextmanager
def deployed(*_: Any, **__: Any) -> Iterator[None]:
    yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(Target, "find", lambda _: None)
    monkeypatch.setattr(recovery, "reconcile_scores", reconcile)
    monkeypatch.setattr(local_stack, "run_stack", deployed)
    monkeypatch.setattr(demonstrate_module, "demonstrate", demonstrate)
    return lambda name, *words: CliRunner().invoke(command_line(name), [name, *words])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reconcile", "700 looked at; 10 of 30 without score settled"),
        ("demo", "9000 loaded, 400 decided, 300 of them scored; what was deployed is removed"),
    ],
)
def test_a_person_reads_what_was_done(run: Callable[..., Result], name: str, said: str) -> None:
    ended = run(name)

    assert (ended.exit_code, ended.stdout) == (130, "")
    assert ended.stderr.splitlines()[-1] == said


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("reconcile", {"looked_at": 700, "unscored": 30, "settled": 10}),
        ("demo", {"deployed": True, "loaded": 9000, "decided": 400, "scored": 300}),
    ],
)
def test_a_program_reads_what_was_done(run: Callable[..., Result], name: str, figures: dict[str, Any]) -> None:
    ended = run(name, "--json")

    assert ended.exit_code == 130
    assert json.loads(ended.stdout) == {"ended": "interrupted", **figures}


@pytest.mark.parametrize("error", [ValueError(), SystemExit(1)])
def test_only_an_interruption_is_reported(error: BaseException) -> None:
    said: list[str] = []

    with pytest.raises(type(error)), report_if_interrupted(lambda: said.append("said")):
        raise error

    assert said == []
