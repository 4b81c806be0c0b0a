"""`fraudctl drift` over the decisions that a stack stores."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from fraudctl import cli
from fraudctl.drift.stored_cases import StoredCases
from fraudctl.stacks.target import Target
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.strategy import Strategy
from tests.fraudctl.rollout.stack_of_strategies import NOW, MemoryTarget, stack_of_strategies
from tests.handlers.decision.model.models import expected, numbers, part
from tests.handlers.decision.strategy.documents import loaded, rule

STRATEGY = loaded(rule("risky", "model.score > 0.5"), model=part(expected=expected()))

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryTarget]:
    with stack_of_strategies() as made:
        monkeypatch.setattr(Target, "find", lambda _: made)
        yield made


@pytest.fixture
def drift(stack: MemoryTarget, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that types the command; it returns exit code and output."""
    assert stack
    monkeypatch.setenv("COLUMNS", "160")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fraudctl", "drift", "--since", "2026-11-20T00:00:00Z", *words])
        with pytest.raises(SystemExit) as ended:
            cli.app()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


def activate(stack: MemoryTarget, strategy: Strategy = STRATEGY) -> None:
    document = canonical(strategy.document).decode()
    stack.put(kind="document", id=strategy.digest, name=strategy.name, document=document)
    stack.put(kind="pointer", id="active", version=1, digest=strategy.digest)


def pay(stack: MemoryTarget, count: int, amount: int) -> None:
    for number in range(count):
        stack.decide(STRATEGY, number=1_000 * amount + number, amount=amount)


def test_what_drifted_is_told_with_the_shares_and_ends_with_1(
    stack: MemoryTarget, drift: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fraudctl.drift.seen_shares.FEW", 20)
    activate(stack)
    pay(stack, 30, 500)
    code, printed, _ = drift()
    assert code == 1
    assert f"30 payments beside those that the model of tried was made of, digest {STRATEGY.digest[:12]}" in printed
    (row,) = (line for line in printed.splitlines() if line.startswith("  amount"))
    assert "drifted   up to 20: 50.0% → 0.0%" in row
    assert "drifted: model.score, amount" in printed
    said = json.loads(drift("--json")[1])
    assert said["strategy"] == {"name": "tried", "digest": STRATEGY.digest}
    assert (said["payments"], said["left_out"], said["drifted"]) == (30, 0, ["model.score", "amount"])
    assert said["features"]["amount"]["seen"] == [0, 0, 1, 0]
    assert said["features"]["amount"]["expected"] == [0.5, 0.3, 0.15, 0.05]


def test_a_feature_that_drifted_alone_ends_with_0(
    stack: MemoryTarget, drift: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fraudctl.drift.seen_shares.FEW", 20)
    certain = {**expected(), "score": {"bounds": numbers(0.1), "shares": numbers(0, 1)}}
    activate(stack, loaded(rule("risky", "model.score > 0.5"), model=part(expected=certain)))
    pay(stack, 30, 500)
    code, printed, _ = drift()
    assert (code, printed.splitlines()[-1]) == (0, "drifted: amount")


def test_few_payments_are_said_to_be_few_and_none_is_told_to_drift(stack: MemoryTarget, drift: Run) -> None:
    activate(stack)
    pay(stack, 3, 500)
    code, printed, _ = drift()
    assert code == 0
    assert "chance alone may move the shares of so few: 500 payments are needed" in printed
    assert "drifted" not in printed
    assert "0 payments" in drift("--since", "2026-11-27T00:00:00Z")[1]


def test_a_stack_whose_active_strategy_has_no_model_is_refused(drift: Run) -> None:
    code, _, error = drift()
    assert code == 1
    assert error.splitlines()[-1].startswith("fraudctl: the active strategy, default, has no model")


def test_of_many_decisions_of_the_time_as_many_are_read_as_are_wanted(stack: MemoryTarget) -> None:
    pay(stack, 9, 5)
    cases = StoredCases.of(stack, lambda _: None)
    assert len(list(cases.since(NOW - timedelta(days=1), most=4))) == 4
    assert len(list(cases.since(NOW - timedelta(days=1)))) == 9
    assert list(cases.since(datetime(2026, 11, 28, tzinfo=UTC))) == []
    assert {each.transaction.amount for each in cases.since(NOW - timedelta(days=1))} == {Decimal(5)}
