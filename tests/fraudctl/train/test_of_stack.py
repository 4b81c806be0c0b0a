"""A training of a stack reads its payments, compares with what is active there, and leaves young ones out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fraudctl.backtest.counted_time import CountedTime
from fraudctl.backtest.event_order import EventOrder
from fraudctl.errors import CommandError
from fraudctl.terminal.times import format_iso
from fraudctl.train import asked
from fraudctl.train.environment import INTERPRETER
from handlers.decision.entity.feature import DAY
from tests.fraudctl.backtest.conftest import Typed
from tests.fraudctl.rollout.stack_of_strategies import EXPORTS, MemoryTarget, stack_of_strategies
from tests.fraudctl.train.modelled import WEEK, a_report, paid, with_model

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def test_payments_count_as_long_as_their_labels_have_had_time_to_come() -> None:
    time = CountedTime.parse("test", "60d", None, NOW)
    assert time.labelled_after(WEEK).until == NOW - WEEK
    ended = CountedTime.parse("test", "60d", "30d", NOW)
    assert ended.labelled_after(WEEK) == ended
    with pytest.raises(CommandError, match="so recent that labels may still come"):
        CountedTime.parse("test", "3d", None, NOW).labelled_after(WEEK)


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryTarget]:
    with stack_of_strategies():
        target = MemoryTarget(stack="test", region="us-east-1", exports=EXPORTS)
        monkeypatch.setattr("fraudctl.stacks.target.Target.find", lambda _: target)
        yield target


def test_it_begins_from_the_active_strategy_and_compares_with_it(
    stack: MemoryTarget, monkeypatch: pytest.MonkeyPatch, typed_train: Typed, tmp_path: Path
) -> None:
    seen: dict[str, Any] = {}

    def answer(self: asked.Asked, *_: object) -> Any:
        seen["asked"] = self
        return a_report([paid(0, 900, "fraud"), paid(1, 20)], data={"stack": stack.stack})

    monkeypatch.setattr(asked.Asked, "answer", answer)
    monkeypatch.setattr("fraudctl.train.environment.set_up", lambda: None)
    code, out, err = typed_train("--since", "60d", "--stack", "test", "--out", "trained.yaml", "--json")
    assert code == 0, err
    found = seen["asked"]
    assert found.base.name == found.against.name == "default"
    assert (found.data, found.time.stack) == ({"stack": "test"}, "test")
    assert found.time.now - found.time.until == WEEK
    since, until = map(format_iso, (found.time.since, found.time.until))
    read = f"--stack test --since {since} --until {until}"
    assert found.command == f"fraudctl train {read} --label-delay 7d --out trained.yaml"
    assert json.loads(out)["data"] == {"stack": "test"}
    assert (tmp_path / "trained.yaml").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), (2, "one of them")),
        (("--since", "1d", "--data", "past.jsonl"), (2, "one of them")),
        (("--data", "past.jsonl", "--until", "1d"), (2, "--until goes with --since")),
        (("--data", "past.jsonl", "--card", "past.jsonl"), (1, "the card would be written over the data")),
        (("--data", "past.jsonl", "--plot", "trained.yaml"), (1, "the plot would be written over the strategy")),
        (("--since", "3d", "--stack", "test"), (1, "so recent that labels may still come")),
        (("--data", "past.jsonl", "--review-cost", "much"), (1, "give what a review costs")),
    ],
    ids=lambda each: " ".join(map(str, each)),
)
def test_what_cannot_be_asked_is_said_and_nothing_is_written(
    stack: MemoryTarget, typed_train: Typed, tmp_path: Path, words: tuple[str, ...], said: tuple[int, str]
) -> None:
    (tmp_path / "past.jsonl").write_text("{}\n")
    ended, _, err = typed_train(*words, "--out", "trained.yaml")
    assert stack
    assert (ended, said[1] in " ".join(err.replace("│", " ").split())) == (said[0], True), err
    assert [each.name for each in tmp_path.iterdir()] == ["past.jsonl"]


@pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")
def test_payments_before_the_time_are_history_and_are_not_trained_on() -> None:
    from fraudctl.train.run import run  # noqa: PLC0415 -- beside the other tests it needs much

    first = paid(0, 1).transaction.timestamp + 30 * DAY
    lines = [
        (number, paid(number, 900 if number % 9 == 0 else 20 + number % 30, "fraud" if number % 9 == 0 else "0"))
        for number in range(0, 130 * 24, 1)
    ]
    with EventOrder() as kept:
        made = run(
            iter(lines), with_model(), name="trained", label_delay=WEEK, say=lambda _: None, kept=kept, first=first
        )
        assert sum(len(some) for some in kept) == len(lines), "they stay, to be tried on"
    split = [each["payments"] for part, each in made.facts["rows"].items() if part != "refit"]
    counted = sum(split) + sum(made.facts["left_out"].values())
    assert counted == 100 * 24
    assert made.held_out_since > first
    assert isinstance(made.facts["gains"]["amount"], Decimal)
