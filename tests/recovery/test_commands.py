"""`fraudctl redrive` and `fraudctl reconcile`: what they print, and how they exit."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fraudctl.cli import COMMANDS, command_line
from fraudctl.errors import CommandError
from fraudctl.recovery import queue
from fraudctl.target import Target
from tests.recovery.scripted import transaction
from tests.recovery.stack_in_memory import StackInMemory, stack_in_memory


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[StackInMemory]:
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.setattr(queue, "LONG_POLL", 0)  # moto answers for the whole queue at once
    with stack_in_memory() as made:
        monkeypatch.setattr(Target, "find", lambda _: made)
        yield made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(*COMMANDS), arguments)


def redrive(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = run("redrive", "scoring", "--json", *arguments)
    return done.exit_code, json.loads(done.stdout)


def test_redrive_counts_and_exits_1_while_anything_stays(stack: StackInMemory) -> None:
    for number in range(3):
        stack.send("scoring", {"transactions": [transaction(f"t-{number}")]})
    stack.send("scoring", "garbage")

    code, planned = redrive("--dry-run")
    assert (code, planned["redriven"], len(planned["poison"]), stack.scored) == (0, 3, 1, [])

    code, first = redrive("--max", "2")
    assert (first["taken"], first["ended"]) == (2, "most")
    code, second = redrive()
    assert (code, len(second["poison"]), stack.scored) == (1, 1, ["t-0", "t-1", "t-2"])
    assert "is no score request" in second["poison"][0]["reason"]

    code, third = redrive("--discard")
    assert (code, third["taken"], len(third["discarded"])) == (0, 1, 1)
    code, last = redrive()
    assert (code, last["queue"], last["taken"]) == (0, "scoring", 0)


def test_redrive_shows_poison_with_its_reason_and_an_example(stack: StackInMemory) -> None:
    stack.send("processing", {"reason": "r", "record": {"dynamodb": {"Keys": {"transaction_id": {"S": "[tx-1]"}}}}})

    done = run("redrive", "processing")

    assert done.exit_code == 1
    assert "transaction_id: is missing" in done.stdout
    assert "[tx-1]" in done.stdout
    assert "--discard" in done.stdout


def test_reconcile_says_what_it_found_and_exits_0_when_all_is_scored(stack: StackInMemory) -> None:
    stack.store("t-1", timedelta(minutes=10))

    code = run("reconcile", "--dry-run").exit_code
    assert (code, stack.scored) == (1, [])

    done = run("reconcile", "--since", "2h", "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["unscored"], found["scored"], stack.scored) == (0, 1, 1, ["t-1"])
    assert found["oldest"]["transaction_id"] == "t-1"

    shown = run("reconcile")
    assert shown.exit_code == 0
    assert "without score" in shown.stdout


def test_a_since_that_is_no_time_is_told_in_one_line(stack: StackInMemory) -> None:
    assert stack
    error = run("reconcile", "--since", "yesterday").exception

    assert isinstance(error, CommandError)
    assert "yesterday" in str(error)
    assert "\n" not in str(error)
