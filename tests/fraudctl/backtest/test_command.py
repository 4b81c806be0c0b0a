"""`fraudctl backtest`, as a person types it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fraudctl.backtest.conftest import Typed
from tests.fraudctl.backtest.past import T, line, write_files


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    write_files(folder)


def test_figures_counted_by_hand(tried: Callable[..., Any]) -> None:
    found = tried("one.yaml", "--data", "past.jsonl")

    counts = ("transactions", "frauds", "alerts", "caught", "false_positives", "declines", "wrongly_declined", "days")
    assert [found[each] for each in counts] == [6, 3, 4, 2, 2, 2, 1, 3]
    assert (found["precision"], found["recall"], found["false_positives_per_fraud"]) == (0.5, pytest.approx(2 / 3), 1)
    assert (found["alerts_per_day"], found["declines_per_day"]) == (pytest.approx(4 / 3), pytest.approx(2 / 3))
    assert found["average_precision"] == pytest.approx(1 / 3 * (1 / 2) + 1 / 3 * (2 / 4) + 1 / 3 * (3 / 6))
    assert found["auc"] == pytest.approx((2.5 + 1 + 0.5) / 9)
    assert found["recall_at_1_percent_fpr"] == 0
    assert found["card_precision_100"] == pytest.approx(1 / 300), "the one customer is found on the first day"
    assert found["value_by_currency"] == {
        "EUR": {"fraud": 220, "caught": 220, "wrongly_declined": 300},
        "USD": {"fraud": 20, "caught": 0, "wrongly_declined": 0},
    }
    assert found["by_label"] == {"fraud": {"frauds": 2, "caught": 1}, "takeover": {"frauds": 1, "caught": 1}}


def test_what_each_rule_contributes(tried: Callable[..., Any]) -> None:
    rules = tried("one.yaml", "--data", "past.jsonl")["rules"]
    assert rules == {
        "large": {"fired": 3, "on_frauds": 1, "precision": pytest.approx(1 / 3), "unique_catch": 0},
        "crypto": {"fired": 3, "on_frauds": 2, "precision": pytest.approx(2 / 3), "unique_catch": 1},
    }


def test_what_is_gained_and_lost_against_another_strategy(tried: Callable[..., Any]) -> None:
    found = tried("one.yaml", "--data", "past.jsonl", "--against", "other.yaml")
    back = tried("other.yaml", "--data", "past.jsonl", "--against", "one.yaml")

    named = ("gained", "lost", "newly_disturbed", "spared", "unknown_alerted", "unknown_spared")
    nothing = {each: {"count": 0, "examples": [], "rules": {}} for each in named}
    gained = {"count": 1, "examples": ["t-3"], "rules": {"crypto": {"count": 1, "examples": ["t-3"]}}}
    assert found["difference"] == {**nothing, "gained": gained}
    assert back["difference"] == {**nothing, "lost": gained}
    assert {**back, "against": None, "difference": None} == tried("other.yaml", "--data", "past.jsonl")
    assert found["against"]["strategy"] == back["strategy"]


def test_scores_are_written_in_the_order_of_event_time(typed: Typed, folder: Path) -> None:
    lines = (folder / "past.jsonl").read_text().splitlines()
    (folder / "shuffled.jsonl").write_text("\n".join(lines[place] for place in (3, 1, 5, 0, 2, 4)))

    assert typed("one.yaml", "--data", "shuffled.jsonl", "--scores", "out.csv")[0] == 0

    assert (folder / "out.csv").read_text() == (
        "transaction_id,timestamp,score,outcome,label\n"
        f"t-0,{T},0,approve,0\n"
        f"t-1,{T + 43_200_000},0.95,decline,fraud\n"
        f"t-2,{T + 86_400_000},0.5,review,legitimate\n"
        f"t-3,{T + 129_600_000},0.45,review,takeover\n"
        f"t-4,{T + 172_800_000},0,approve,fraud\n"
        f"t-5,{T + 216_000_000},0.95,decline,0\n"
    )


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_the_same_file_gives_the_same_bytes(typed: Typed, folder: Path, form: list[str]) -> None:
    def outputs() -> tuple[str, bytes]:
        _, out, _ = typed("one.yaml", "--data", "past.jsonl", "--against", "habit.yaml", "--scores", "out.csv", *form)
        return out, (folder / "out.csv").read_bytes()

    assert outputs() == outputs()


def test_labels_may_never_come(tried: Callable[..., Any], folder: Path) -> None:
    first = line(0, "10", "Shop", "0")
    second = line(1, "90", "Shop", "fraud", currency="USD", label_received=T + 12 * 3_600_000)
    (folder / "few.jsonl").write_text(first + second + line(4, "30", "Shop", "0"))

    never = tried("habit.yaml", "--data", "few.jsonl", "--label-delay", "never")
    longer_than_the_file = tried("habit.yaml", "--data", "few.jsonl", "--label-delay", "900d")

    assert (never["rules"]["far"]["fired"], longer_than_the_file["rules"]["far"]["fired"]) == (1, 2)
    assert (never["label_delay_seconds"], never["frauds"]) == (None, 1), "what a payment was is known in the end"


def test_a_label_that_comes_sooner_changes_what_is_known(tried: Callable[..., Any], folder: Path) -> None:
    first, second = line(0, "10", "Shop", "0"), line(1, "90", "Shop", "fraud", currency="USD")
    (folder / "few.jsonl").write_text(first + second + line(4, "30", "Shop", "0"))

    fired = [
        tried("habit.yaml", "--data", "few.jsonl", "--label-delay", delay)["rules"]["far"]["fired"]
        for delay in ("1h", "7d")
    ]
    assert fired == [2, 1]
