"""`fraudctl strategy` as a person types it, where a stack in memory is deployed."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fraudctl import cli
from fraudctl.stacks.target import Target
from fraudctl.strategy.checked import check_file
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.rollout.stack_of_strategies import MemoryTarget, stack_of_strategies

Typed = Callable[..., tuple[int, str, str]]

SHOP = """name: shop
thresholds: {review: 0.7, decline: 0.9}
rules:
  - {code: large, when: amount > 1_000, weight: 0.8}
"""


def file(name: str, text: str) -> Strategy:
    """Write a strategy's file, and return what it holds."""
    Path(name).write_text(text)
    made = check_file(Path(name)).strategy
    assert made
    return made


def line(error: str) -> str:
    """Return the one line in which it is said; progress comes before it."""
    (said,) = [each for each in error.splitlines() if each.startswith("fraudctl: ")]
    assert error.endswith(f"{said}\n")
    return said.removeprefix("fraudctl: ")


class Person(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryTarget]:
    with stack_of_strategies() as made:
        monkeypatch.setattr(Target, "find", lambda _: made)
        yield made


@pytest.fixture
def typed(
    stack: MemoryTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """Return a function that types a command, with answers to what it asks; it returns exit code and output."""
    assert stack
    (tmp_path / "shop.yaml").write_text(SHOP)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, answers: str | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fraudctl", "strategy", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO() if answers is None else Person(answers))
        with pytest.raises(SystemExit) as ended:
            cli.app()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def shop(typed: Typed) -> Strategy:
    made = file("shop.yaml", SHOP)
    typed("deploy", "shop.yaml", "--yes")
    return made
