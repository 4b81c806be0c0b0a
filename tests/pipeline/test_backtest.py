"""A backtest decides as the deployed pipeline did on the same payments, sent in order, and with the same labels."""

import csv
import json
import random
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from fraudctl.cli import COMMANDS, command_line
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target
from tests.pipeline.other_strategy import scoring_by
from tests.pipeline.stack_calls import post_transaction, score, scores

MINUTE = 60_000
BEFORE_LABELS, AFTER_LABELS = 24, 12
"""Payments: enough for rules of each entity to fire, and a few that know which of the first ones were fraud."""

RULES = {
    "habit": "customer.count_24h >= 3 and customer.amount_to_mean_30d > 2",
    "spread": "customer.count_30d >= 4 and amount > customer.mean_30d + customer.deviation_30d",
    "burst": "card.count_1h >= 2 or card.small_1h >= 1",
    "elsewhere": "customer.new_terminal and customer.seconds_since_last < 1200",
    "crowd": "terminal.distinct_customers >= 2 and terminal.sum_24h > 150",
    "unasked": "missing(customer.attempts_10m) and customer.count_24h >= 6",
    "labelled": "terminal.frauds_28d >= 1 or customer.frauds_28d >= 1",
}
WEIGHTS = ("0.41", "0.23", "0.31", "0.13", "0.07", "0.03", "0.53")
"""Of the rules."""

STRATEGY = {
    "name": "mine",
    "thresholds": {"review": 0.8, "decline": 0.9},  # review as the stack's alertThreshold
    "entities": {"card": "metadata.card_token"},
    "rules": [
        {"code": code, "when": when, "weight": float(weight)}
        for (code, when), weight in zip(RULES.items(), WEIGHTS, strict=True)
    ],
}


def payments(first: int) -> Iterator[dict[str, Any]]:
    """Yield payments in order, from a time on; the ids of some sort other than their times."""
    seeded = random.Random(15)  # noqa: S311 -- no secret
    for number in range(BEFORE_LABELS + AFTER_LABELS):
        yield {
            "transaction_id": f"tried-{number * 7 % 41}",
            "timestamp": first + number * 3 * MINUTE,
            "amount": seeded.choice([3, 4.5, 20, 25, 60.05, 200]),
            "currency": "EUR",
            "customer_id": f"tried-{seeded.randrange(3)}",
            "terminal_id": f"Tried {seeded.randrange(4)}",
            "metadata": {"card_token": f"tried-{seeded.randrange(4)}"},
        }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the strategy, as the function takes it and as a person writes it."""
    folder = tmp_path_factory.mktemp("backtest")
    (folder / "mine.json").write_text(json.dumps(STRATEGY), encoding="utf-8")
    (folder / "mine.yaml").write_text(yaml.safe_dump(STRATEGY, sort_keys=False), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sent(pipeline: LocalStack, folder: Path) -> list[tuple[str, Decimal, str]]:
    """Return id, score and outcome of payments that were sent one by one, as the stack scored them.

    The same payments are in the file `past.jsonl`, with the labels that were sent between two of them.
    """
    first = time.time_ns() // 1_000_000 - 4 * 60 * MINUTE
    made = list(payments(first))
    before, after = made[:BEFORE_LABELS], made[BEFORE_LABELS:]
    frauds = before[3::7]
    with scoring_by(pipeline, {"STRATEGY_FILE": str(folder / "mine.json")}):
        found = send(pipeline, before)
        label(pipeline, frauds)
        found += send(pipeline, after)
    received = after[0]["timestamp"] - MINUTE
    labels = {each["transaction_id"]: {"label": "fraud", "label_received": received} for each in frauds}
    lines = [json.dumps({**each, **labels.get(each["transaction_id"], {"label": 0})}) for each in made]
    random.Random(16).shuffle(lines)  # noqa: S311 -- no secret
    (folder / "past.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return found


def send(pipeline: LocalStack, some: Sequence[dict[str, Any]]) -> list[tuple[str, Decimal, str]]:
    found = []
    for each in some:
        assert post_transaction(pipeline, each).status == 200
        row = score(pipeline, each["transaction_id"])
        found.append((each["transaction_id"], row["fraud_score"], row["outcome"]))
    return found


def label(pipeline: LocalStack, some: Sequence[dict[str, Any]]) -> None:
    told = {"label": "fraud", "source": "chargeback"}
    labels = [{"transaction_id": each["transaction_id"], "at": each["timestamp"], **told} for each in some]
    answer = post_transaction(pipeline, {"labels": labels}, endpoint="labels_endpoint")
    assert [each["status"] for each in answer.body["results"]] == ["stored"] * len(some)


def test_scores_and_outcomes_are_those_of_the_pipeline(sent: list[tuple[str, Decimal, str]], folder: Path) -> None:
    words = ["backtest", str(folder / "mine.yaml"), "--data", str(folder / "past.jsonl")]
    done = CliRunner().invoke(
        command_line(*COMMANDS), [*words, "--no-attempts", "--scores", str(folder / "scores.csv"), "--json"]
    )
    assert done.exit_code == 0, done.output

    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        tried = [(row["transaction_id"], Decimal(row["score"]), row["outcome"]) for row in csv.DictReader(file)]
    assert tried == sent

    fired = {code: rule["fired"] for code, rule in json.loads(done.stdout)["rules"].items()}
    assert sorted(fired) == sorted(RULES)
    assert all(fired.values()), f"a rule that never fires shows nothing: {fired}"
    assert {outcome for *_, outcome in tried} == {"approve", "review", "decline"}


LONG_AGO = 1_551_744_000_000
"""Midnight UTC on 5 March 2019: no other test's payments are of that time."""


@pytest.fixture(scope="module")
def paid_long_ago(pipeline: LocalStack, folder: Path) -> Path:
    """Store payments of long ago, some of them declined, and label a few; return the same as a file."""
    strategy = {
        **STRATEGY,
        "rules": [
            {"code": "dear", "when": "amount >= 60", "weight": 0.85},
            {"code": "dearest", "when": "amount >= 200", "weight": 0.1},
        ],
    }
    (folder / "strict.json").write_text(json.dumps(strategy), encoding="utf-8")
    made = [
        {**each, "transaction_id": f"long-ago-{number}", "timestamp": LONG_AGO + number * 12 * 60 * MINUTE}
        for number, each in enumerate(payments(LONG_AGO))
    ]
    with scoring_by(pipeline, {"STRATEGY_FILE": str(folder / "strict.json")}):
        scored = scores(pipeline, [each["transaction_id"] for each in made if post_transaction(pipeline, each)])
    label(pipeline, made[2::5])
    lines = [
        {
            **each,
            **({"label": "fraud", "label_received": int(time.time() * 1000)} if number % 5 == 2 else {}),
            "declined": scored[each["transaction_id"]]["outcome"] == "decline",
        }
        for number, each in enumerate(made)
    ]
    (folder / "long-ago.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def test_of_a_stack_the_figures_are_those_of_its_payments_decisions_and_labels(
    pipeline: LocalStack, paid_long_ago: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Target, "find", lambda _: pipeline.target)
    tried = ["backtest", str(paid_long_ago / "mine.yaml"), "--against", "active", "--no-attempts", "--json"]

    def figures(*words: str) -> dict[str, Any]:
        done = CliRunner().invoke(command_line(*COMMANDS), [*tried, *words])
        assert done.exit_code == 0, done.output
        return dict(json.loads(done.stdout))

    of_file = figures("--data", str(paid_long_ago / "long-ago.jsonl"))
    of_stack = figures("--since", "2019-03-05", "--until", "2019-03-31")
    assert of_stack.pop("stack") == {
        "name": pipeline.target.stack,
        "since": "2019-03-05T00:00:00.000Z",
        "until": "2019-03-31T00:00:00.000Z",
        "history": 0,
    }
    assert of_stack == {name: value for name, value in of_file.items() if name != "stack"}
    assert of_stack["transactions"] == BEFORE_LABELS + AFTER_LABELS
    assert 0 < of_stack["declined_and_unlabelled"] < of_stack["declined_before"] < of_stack["transactions"]
    assert of_stack["against"]["strategy"]["name"] == "default"

    later = figures("--since", "2019-03-12", "--until", "2019-03-31")
    days = 7
    assert (later["stack"]["history"], later["transactions"]) == (2 * days, of_stack["transactions"] - 2 * days)
    assert later["rules"]["habit"]["fired"] <= of_stack["rules"]["habit"]["fired"]
