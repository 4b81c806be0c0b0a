"""`fraudctl backtest` on data that lacks something, or is wrong in places: what is said, and that the rest goes on."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fraudctl.backtest.conftest import Typed
from tests.fraudctl.backtest.past import T, line, write_files


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    write_files(folder)


def test_the_same_amount_written_in_two_ways_is_a_repeat(tried: Callable[..., Any], folder: Path) -> None:
    rows = "".join(
        f'{{"transaction_id": "t", "timestamp": {T}, "amount": {each}}}\n' for each in ("37.8", "37.80", "38")
    )
    (folder / "past.jsonl").write_text(rows)
    found = tried("one.yaml", "--data", "past.jsonl")
    assert {reason.rpartition(" ")[0]: each["first_lines"] for reason, each in found["refused"].items()} == {
        "the transaction_id is that of an earlier line, with the same": [2],
        "the transaction_id is that of an earlier line, with other": [3],
    }


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
