"""A score's features and all that is known of its customer: as the commands show them, and as counted by hand."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from fraudctl.cli import COMMANDS, command_line
from fraudctl.stacks.local_stack import LocalStack
from fraudctl.stacks.target import Target
from tests.pipeline.other_strategy import scoring_by, strategy_file
from tests.pipeline.stack_calls import post_and_score

MINUTE, HOUR = 60_000, 3_600_000

CUSTOMER, ID = "counted", "counted-now"

BEFORE = {
    -50 * HOUR: (500, "Till 1", "Bakery"),
    -20 * HOUR: (4, "Till 1", "Kiosk"),
    -5 * HOUR: (30, "Till 2", "Bakery"),
    -30 * MINUTE: (16, "Till 1", "Bakery"),
    20 * MINUTE: (90, "Till 4", "Florist"),
}
"""Amount, terminal and merchant of the payments that are scored before the one that is looked at, by the time from it.

One of them is made after it: of this one a score that is judged by event time knows nothing.
"""

NOW = (100, "Till 3", "Bakery")

EXPECTED = {
    "customer.count_1h": 1,
    "customer.count_24h": 3,
    "customer.count_30d": 4,
    "customer.count_ever": 4,
    "customer.sum_24h": 50,
    "customer.mean_30d": 137.5,
    "customer.most_30d": 500,
    "customer.amount_to_mean_30d": 0.727272727273,
    "customer.seconds_since_last": 1800,
    "customer.small_24h": 1,
    "customer.distinct_terminals": 2,
    "customer.distinct_merchants": 2,
    "customer.new_terminal": True,
    "customer.new_merchant": False,
    "customer.lists": [],
    "terminal.count_ever": 0,
    "terminal.distinct_customers": 0,
    "terminal.seconds_since_last": None,
}
"""Of the payment that is looked at; its terminal had none before."""

AN_HOUR_LATER = {
    "count_1h": 2,
    "count_24h": 5,
    "count_30d": 6,
    "count_ever": 6,
    "sum_24h": 240,
    "mean_30d": 123.333333333,
    "most_30d": 500,
    "seconds_since_last": 2400,
    "small_24h": 1,
    "distinct_terminals": 4,
    "distinct_merchants": 3,
    "lists": [],
}


@pytest.fixture(scope="module")
def at(pipeline: LocalStack, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return the time of the payment that is looked at, once it is scored by a strategy that reads the features."""
    at = int(time.time() * 1000) - 2 * HOUR
    reads = " or ".join(f"missing({name})" for name in EXPECTED)
    strategy = strategy_file(tmp_path_factory.mktemp("strategy"), when=reads, weight=0.1)
    with scoring_by(pipeline, {"STRATEGY_FILE": str(strategy)}):
        post_and_score(pipeline, [payment(f"counted-{age}", at + age, *said) for age, said in BEFORE.items()])
        post_and_score(pipeline, [payment(ID, at, *NOW)])
    return at


def payment(transaction_id: str, timestamp: int, amount: int, terminal: str, merchant: str) -> dict[str, Any]:
    return {
        "transaction_id": transaction_id,
        "timestamp": timestamp,
        "amount": amount,
        "currency": "EUR",
        "merchant": merchant,
        "customer_id": CUSTOMER,
        "terminal_id": terminal,
    }


@pytest.fixture
def fraudctl(pipeline: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that types a command about the stack and returns what it prints."""
    monkeypatch.setattr(Target, "find", lambda _: pipeline.target)

    def typed(*arguments: str) -> str:
        done = CliRunner().invoke(command_line(*COMMANDS), arguments)
        assert done.exit_code == 0, done.output
        return done.stdout

    return typed


def known(fraudctl: Callable[..., str], at: int) -> dict[str, Any]:
    """Return the features of the customer that `profiles show` shows as of a time."""
    as_of = datetime.fromtimestamp(at / 1000, UTC).isoformat()
    found: dict[str, Any] = json.loads(fraudctl("profiles", "show", "customer", CUSTOMER, "--as-of", as_of, "--json"))
    return {name: found["features"].get(name) for name in AN_HOUR_LATER}


@pytest.mark.usefixtures("at")
def test_show_lists_the_features_that_a_score_was_made_of(fraudctl: Callable[..., str]) -> None:
    assert json.loads(fraudctl("show", ID, "--json"))["features"] == EXPECTED

    made_of = fraudctl("show", ID).partition("made of:\n")[2].splitlines()
    for line in ("customer.count_24h = 3", "customer.new_terminal = true", "terminal.seconds_since_last = not known"):
        assert f"  {line}" in made_of


def test_what_is_known_of_the_customer_agrees_with_the_score_and_an_hour_later_with_a_count(
    fraudctl: Callable[..., str], at: int
) -> None:
    then = {name.removeprefix("customer."): value for name, value in EXPECTED.items()}

    assert known(fraudctl, at) == {name: then[name] for name in AN_HOUR_LATER}
    assert known(fraudctl, at + HOUR) == AN_HOUR_LATER
