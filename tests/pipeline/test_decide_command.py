"""`fraudctl decide`, `show` and `explain` on a local deployment, as a person types them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.test_fraudctl import run_fraudctl, running_deployment


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder in which a local deployment runs."""
    folder = tmp_path_factory.mktemp("decide")
    with running_deployment(folder):
        yield folder


def simulated(home: Path, *, count: int, seed: int) -> bytes:
    """Return simulated transactions, whose timestamps lie in the past."""
    return run_fraudctl(home, "simulate", "--count", str(count), "--seed", str(seed)).stdout


def decided(home: Path, lines: bytes, *options: str) -> dict[str, Any]:
    """Return the summary of a run in which all is decided on."""
    done = run_fraudctl(home, "decide", "-", "--json", *options, text=lines)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def outcomes_of(summary: dict[str, Any]) -> dict[str, str]:
    return {each["transaction_id"]: each["decision"]["outcome"] for each in summary["transactions"]}


def test_what_is_decided_keeps_its_outcome_when_it_is_asked_again(home: Path) -> None:
    lines = simulated(home, count=20, seed=3)

    first, again = decided(home, lines), decided(home, lines)

    assert (first["decided"], first["duplicates"]) == (20, 0)
    assert (again["decided"], again["duplicates"]) == (0, 20)
    assert outcomes_of(first) == outcomes_of(again)
    assert sum(first["outcomes"].values()) == 20


def test_a_dry_run_decides_and_leaves_no_trace(home: Path) -> None:
    lines = simulated(home, count=3, seed=4)

    tried = decided(home, lines, "--dry-run")

    assert (tried["decided"], tried["duplicates"]) == (3, 0)
    for transaction_id in outcomes_of(tried):
        assert run_fraudctl(home, "show", transaction_id).returncode == 1
    assert decided(home, lines)["duplicates"] == 0


def test_a_decision_is_shown_and_explained_as_soon_as_it_is_answered(home: Path) -> None:
    payment = {"transaction_id": "shown-at-once", "amount": 12_000, "merchant": "Crypto Corner", "currency": "EUR"}
    (told,) = decided(home, json.dumps(payment).encode())["transactions"]

    shown = json.loads(run_fraudctl(home, "show", "shown-at-once", "--json").stdout)
    explained = json.loads(run_fraudctl(home, "explain", "shown-at-once", "--json").stdout)

    assert told["decision"]["outcome"] == shown["told"]["outcome"] == explained["outcome"] == "review"
    codes = [each["reason"] for each in told["decision"]["reasons"]]
    assert [each["reason"] for each in shown["told"]["reasons"]] == explained["reasons"] == codes
    assert {each["code"] for each in explained["rules"] if each["fired"]} == set(codes)
    assert explained["differences"] == []


def test_a_load_test_fails_past_its_threshold_and_not_before(home: Path) -> None:
    lines = simulated(home, count=5, seed=5)

    assert run_fraudctl(home, "decide", "-", "--fail-above", "p50=0ms", text=lines).returncode == 1
    assert run_fraudctl(home, "decide", "-", "--fail-above", "p99=60s,errors=0%", text=lines).returncode == 0
