"""`fraudctl backtest`, as a person types it."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fraudctl.backtest.conftest import Typed

T = 1_760_054_400_000
"""Midnight UTC on 10 October 2025."""
HEAD = "name: {name}\nthresholds: {{review: 0.4, decline: 0.8}}\nrules:\n"
RULES = {
    "large": "  - {code: large, when: amount > 100, weight: 0.5}\n",
    "crypto": "  - {code: crypto, when: '\"crypto\" in lower(merchant)', weight: 0.45}\n",
    "far": "  - {code: far, when: customer.count_ever > 0 and amount > 2 * customer.mean_30d, weight: 0.4}\n",
}
PAYMENTS: list[tuple[str, str, str]] = [
    ("10", "Shop", "0"),
    ("200", "Crypto", "fraud"),  # large and crypto, either of which suffices: 0.95, declined
    ("150", "Shop", "legitimate"),  # large: a false alarm
    ("20", "Crypto", "takeover"),  # crypto alone
    ("20", "Shop", "fraud"),  # missed
    ("300", "Crypto", "0"),  # wrongly declined
]


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "one.yaml").write_text(HEAD.format(name="one") + RULES["large"] + RULES["crypto"])
    (folder / "other.yaml").write_text(HEAD.format(name="other") + RULES["large"])
    (folder / "habit.yaml").write_text(HEAD.format(name="habit") + RULES["far"])
    (folder / "broken.yaml").write_text("name: broken\n")
    (folder / "past.jsonl").write_text("".join(line(number, *each) for number, each in enumerate(PAYMENTS)))


def line(number: int, amount: str, merchant: str, label: str, **more: Any) -> str:
    fields = {"transaction_id": f"t-{number}", "timestamp": T + number * 12 * 3_600_000, "customer_id": "C-1"}
    rest = {"merchant": merchant, "label": label, "currency": "EUR" if number % 2 else "USD", **more}
    return json.dumps({**fields, "amount": float(amount), **rest}) + "\n"


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

    nothing = {"count": 0, "examples": []}
    gained = {"count": 1, "examples": ["t-3"]}
    assert found["difference"] == {"gained": gained, "lost": nothing, "newly_disturbed": nothing, "spared": nothing}
    assert back["difference"] == {"gained": nothing, "lost": gained, "newly_disturbed": nothing, "spared": nothing}
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


def test_the_same_amount_written_in_two_ways_is_a_repeat(tried: Callable[..., Any], folder: Path) -> None:
    rows = "".join(f'{{"transaction_id": "t", "timestamp": {T}, "amount": {each}}}\n' for each in ("37.8", "37.80", "38"))
    (folder / "past.jsonl").write_text(rows)
    found = tried("one.yaml", "--data", "past.jsonl")
    assert {reason.rpartition(" ")[0]: each["first_lines"] for reason, each in found["refused"].items()} == {
        "the transaction_id is that of an earlier line, with the same": [2],
        "the transaction_id is that of an earlier line, with other": [3],
    }


def test_a_label_that_comes_sooner_changes_what_is_known(tried: Callable[..., Any], folder: Path) -> None:
    first, second = line(0, "10", "Shop", "0"), line(1, "90", "Shop", "fraud", currency="USD")
    (folder / "few.jsonl").write_text(first + second + line(4, "30", "Shop", "0"))

    fired = [
        tried("habit.yaml", "--data", "few.jsonl", "--label-delay", delay)["rules"]["far"]["fired"]
        for delay in ("1h", "7d")
    ]
    assert fired == [2, 1]


def test_what_is_left_out_is_told_with_its_lines(typed: Typed, tried: Callable[..., Any], folder: Path) -> None:
    good = (folder / "past.jsonl").read_text()
    bad = line(0, "10", "Shop", "0") + line(1, "11", "Shop", "0") + '{"transaction_id": "t-9"}\n' + '{"transact'
    (folder / "bad.jsonl").write_text(good + bad)

    found, (code, out, _) = tried("one.yaml", "--data", "bad.jsonl"), typed("one.yaml", "--data", "bad.jsonl")

    assert {reason: each["first_lines"] for reason, each in found["refused"].items()} == {
        "the transaction_id is that of an earlier line, with the same content": [7],
        "the transaction_id is that of an earlier line, with other content": [8],
        "timestamp: is required: a payment of the past says when it was made": [9],
        "body: is cut off: the input ends in the middle of it": [10],
    }
    assert (found["lines"], found["transactions"], code) == (10, 6, 0)
    assert "Left out" in out


def test_without_labels_nothing_is_said_of_detection(typed: Typed, tried: Callable[..., Any], folder: Path) -> None:
    (folder / "bare.jsonl").write_text("".join(line(each, "200", "Shop", "") for each in range(3)))

    found, (_, out, _) = tried("one.yaml", "--data", "bare.jsonl"), typed("one.yaml", "--data", "bare.jsonl")

    named = (
        "average_precision",
        "auc",
        "precision",
        "recall",
        "recall_at_1_percent_fpr",
        "card_precision_100",
        "frauds",
    )
    assert [found[each] for each in named] == [None] * 7
    assert (found["alerts"], found["unlabelled"]) == (3, 3)
    assert "no payment has a label" in " ".join(out.split())


def test_a_few_payments_without_a_label_count_as_legitimate(typed: Typed, folder: Path) -> None:
    with (folder / "past.jsonl").open("a") as file:
        file.write(line(9, "10", "Shop", ""))
    out = " ".join(typed("one.yaml", "--data", "past.jsonl")[1].split())
    assert "1 payment without a label, counted as legitimate: lines 7" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["broken.yaml", "--data", "past.jsonl"], 1, "thresholds"),
        (["one.yaml", "--data", "past.jsonl", "--against", "broken.yaml"], 1, "thresholds"),
        (["one.yaml", "--data", "nowhere.jsonl"], 2, "nowhere.jsonl"),
        (["one.yaml"], 2, "--data"),
        (
            ["one.yaml", "--data", "past.jsonl", "--label-delay", "soon"],
            1,
            "give a length of time as 90s, 30m, 2h or 7d",
        ),
        (["one.yaml", "--data", "past.jsonl", "--scores", "past.jsonl"], 1, "would be written over the data"),
        (["one.yaml", "--data", "past.jsonl", "--column", "amount=X"], 1, "is no table with columns"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else None,
)
def test_what_cannot_be_done_is_said(typed: Typed, words: list[str], code: int, said: str) -> None:
    ended, _, err = typed(*words)
    assert ended == code
    assert said in " ".join(err.split())


def test_amounts_are_exact(tried: Callable[..., Any], folder: Path) -> None:
    rows = "".join(f"t-{each},{T},0.1,fraud\n" for each in range(3))
    (folder / "past.csv").write_text("transaction_id,timestamp,amount,label\n" + rows)
    value = tried("one.yaml", "--data", "past.csv")["value_by_currency"][""]["fraud"]
    assert Decimal(str(value)) == Decimal("0.3")
