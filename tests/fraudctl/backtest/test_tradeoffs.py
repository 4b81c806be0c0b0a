"""Choices as `fraudctl backtest` tells them: thresholds, capacity, costs; and what is left out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fraudctl.backtest.conftest import Typed
from tests.fraudctl.backtest.past import T, line, write_files


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    write_files(folder)


def test_the_curve_of_thresholds_by_hand(tried: Callable[..., Any]) -> None:
    found = tried("one.yaml", "--data", "past.jsonl", "--review-cost", "EUR=30")["thresholds"]
    named = ("threshold", "alerts", "caught", "precision", "recall", "value_caught", "value_over_cost")
    assert [[each[name] for name in named] for each in found] == [
        [0.95, 0, 0, None, 0, {}, {"EUR": 0}],
        [0.5, 2, 1, 0.5, pytest.approx(1 / 3), {"EUR": 200}, {"EUR": 140}],
        [0.45, 3, 1, pytest.approx(1 / 3), pytest.approx(1 / 3), {"EUR": 200}, {"EUR": 140}],
        [0.4, 4, 2, 0.5, pytest.approx(2 / 3), {"EUR": 220}, {"EUR": 130}],
        [0, 4, 2, 0.5, pytest.approx(2 / 3), {"EUR": 220}, {"EUR": 130}],
    ]
    assert found[1]["alerts_per_day"] == pytest.approx(2 / 3)


def test_at_its_own_threshold_the_curve_says_what_the_figures_say(tried: Callable[..., Any], folder: Path) -> None:
    text = (folder / "one.yaml").read_text() + "  - {code: tiny, when: amount == 20, outcome: review}\n"
    (folder / "demanding.yaml").write_text(text)
    for strategy in ("one.yaml", "demanding.yaml", "habit.yaml"):
        found = tried(strategy, "--data", "past.jsonl")
        (own,) = [each for each in found["thresholds"] if each["threshold"] == 0.4]
        for name in ("alerts", "caught", "precision", "recall", "alerts_per_day"):
            assert own[name] == found[name], strategy


def test_precision_and_recall_by_review_capacity(tried: Callable[..., Any]) -> None:
    found = tried("one.yaml", "--data", "past.jsonl")["review_capacity"]
    assert [each["reviews_per_day"] for each in found] == [10, 25, 50, 100, 250, 500, 1000]
    assert found[0] == {
        "reviews_per_day": 10,
        "looked_at": 4,
        "caught": 2,
        "precision": 0.5,
        "recall": pytest.approx(2 / 3),
    }


@pytest.mark.parametrize(
    ("cost", "best"),
    [
        ([], None),
        (["--review-cost", "EUR=30"], {"EUR": {"threshold": 0.5, "value_over_cost": 140}}),
        (["--review-cost", "EUR=0.5"], {"EUR": {"threshold": 0.4, "value_over_cost": 218.5}}),
        (["--review-cost", "4"], None),
    ],
)
def test_the_threshold_of_the_highest_value_over_cost(
    tried: Callable[..., Any], cost: list[str], best: dict[str, Any] | None
) -> None:
    assert tried("one.yaml", "--data", "past.jsonl", *cost)["best_threshold"] == best


def test_a_cost_without_a_currency_is_that_of_payments_in_one(tried: Callable[..., Any], folder: Path) -> None:
    (folder / "euros.jsonl").write_text("".join(line(each, "200", "Shop", "fraud", currency="EUR") for each in (1, 2)))
    found = tried("one.yaml", "--data", "euros.jsonl", "--review-cost", "4")
    assert found["best_threshold"] == {"EUR": {"threshold": 0.4, "value_over_cost": 392}}


def test_a_cost_in_no_currency_of_the_payments_is_told(typed: Typed) -> None:
    _, out, _ = typed("one.yaml", "--data", "past.jsonl", "--review-cost", "4")
    assert "in none of the payments' currencies, EUR, USD" in " ".join(out.split())


@pytest.mark.parametrize("cost", ["much", "-1", "eur=4", "EUR=", "1e3", ""])
def test_a_cost_that_is_none_is_refused(typed: Typed, cost: str) -> None:
    code, _, err = typed("one.yaml", "--data", "past.jsonl", f"--review-cost={cost}")
    assert (code, "EUR=4.50" in err) == (1, True)


def test_rules_of_what_is_gained_and_lost(tried: Callable[..., Any], typed: Typed, folder: Path) -> None:
    (folder / "high.yaml").write_text((folder / "one.yaml").read_text().replace("name: one", "name: high"))
    high = (folder / "high.yaml").read_text().replace("review: 0.4", "review: 0.6")
    (folder / "high.yaml").write_text(high)
    found = tried("one.yaml", "--data", "past.jsonl", "--against", "high.yaml")["difference"]
    back = tried("high.yaml", "--data", "past.jsonl", "--against", "one.yaml")["difference"]
    of_frauds, of_others = (
        {code: {"count": 1, "examples": [one]}} for code, one in (("crypto", "t-3"), ("large", "t-2"))
    )
    assert {name: each["rules"] for name, each in found.items() if each["count"]} == {
        "gained": of_frauds,
        "newly_disturbed": of_others,
    }
    assert {name: each["rules"] for name, each in back.items() if each["count"]} == {
        "lost": of_frauds,
        "spared": of_others,
    }
    _, out, _ = typed("one.yaml", "--data", "past.jsonl", "--against", "other.yaml")
    assert "crypto, one +1 t-3" in " ".join(out.split())


def declined(number: int, label: str, **more: Any) -> str:
    return line(number, "200", "Shop", label, declined=True, currency="EUR", **more)


def test_what_was_declined_and_nobody_labelled_is_in_no_precision(
    tried: Callable[..., Any], typed: Typed, folder: Path
) -> None:
    with (folder / "past.jsonl").open("a") as file:
        file.write(declined(6, "") + declined(7, "fraud") + declined(8, "0") + declined(9, ""))
    before = tried("one.yaml", "--data", "past.jsonl")

    known = ("transactions", "declined_before", "declined_and_unlabelled", "unlabelled_alerts_left_out", "unlabelled")
    assert [before[each] for each in known] == [10, 4, 2, 2, 0]
    assert (before["alerts"], before["caught"], before["false_positives"]) == (8, 3, 3)
    assert before["precision"] == 0.5
    assert before["rules"]["large"] == {
        "fired": 7,
        "on_frauds": 2,
        "precision": pytest.approx(2 / 5),
        "unique_catch": 1,
    }
    assert [each["precision"] for each in before["thresholds"]][-1] == 0.5
    assert before["review_capacity"][0]["precision"] == 0.5
    out = " ".join(typed("one.yaml", "--data", "past.jsonl")[1].split())
    assert "2 payments that were declined when made, and nobody labelled, 2 of them alerted again" in out


def test_of_what_is_unknown_it_is_told_which_strategy_alerts_it(tried: Callable[..., Any], folder: Path) -> None:
    (folder / "past.jsonl").write_text(line(0, "10", "Shop", "0") + line(1, "20", "Crypto", "", declined=True))
    there = tried("one.yaml", "--data", "past.jsonl", "--against", "other.yaml")["difference"]
    back = tried("other.yaml", "--data", "past.jsonl", "--against", "one.yaml")["difference"]
    assert [name for name, each in there.items() if each["count"]] == ["unknown_alerted"]
    assert [name for name, each in back.items() if each["count"]] == ["unknown_spared"]


@pytest.mark.parametrize(("cell", "is_declined"), [("true", 1), ("TRUE", 1), ("1", 1), ("false", 0), ("0", 0), ("", 0)])
def test_a_table_may_say_what_was_declined(
    tried: Callable[..., Any], folder: Path, cell: str, is_declined: int
) -> None:
    (folder / "past.csv").write_text(f"transaction_id,timestamp,amount,label,declined\nt,{T},5,,{cell}\n")
    assert tried("one.yaml", "--data", "past.csv")["declined_before"] == is_declined


def test_a_line_that_says_neither_is_left_out(tried: Callable[..., Any], folder: Path) -> None:
    (folder / "past.jsonl").write_text(line(0, "1", "Shop", "0", declined="perhaps") + line(1, "1", "Shop", "0"))
    found = tried("one.yaml", "--data", "past.jsonl")
    assert found["refused"] == {"declined: must be true or false": {"count": 1, "first_lines": [1]}}


def test_one_class_alone_is_told(typed: Typed, tried: Callable[..., Any], folder: Path) -> None:
    for label, said in (("fraud", "every payment is labelled fraud"), ("0", "no payment is labelled fraud")):
        (folder / "one.jsonl").write_text("".join(line(each, "200", "Shop", label) for each in range(3)))
        assert said in " ".join(typed("one.yaml", "--data", "one.jsonl")[1].split())
        assert tried("one.yaml", "--data", "one.jsonl")["auc"] is None


def test_nothing_at_all_has_no_figures(tried: Callable[..., Any], typed: Typed, folder: Path) -> None:
    (folder / "bad.jsonl").write_text('{"transaction_id": "t"}\n')
    found = tried("one.yaml", "--data", "bad.jsonl", "--review-cost", "4")
    assert (found["transactions"], found["precision"], found["alerts_per_day"]) == (0, None, None)
    assert typed("one.yaml", "--data", "bad.jsonl", "--review-cost", "4")[0] == 0
