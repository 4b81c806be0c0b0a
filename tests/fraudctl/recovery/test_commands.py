"""`fraudctl redrive` and `fraudctl reconcile`: what they print, and how they exit."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from typer.testing import CliRunner, Result

from fraudctl.cli import COMMANDS, command_line
from fraudctl.errors import CommandError
from fraudctl.recovery import empty_polls as vigil
from fraudctl.recovery import queue
from fraudctl.recovery import redrive_loop as redriving
from fraudctl.recovery.queue import QueueDepth, RedriveQueue
from fraudctl.recovery.retention import score_retention
from fraudctl.stacks.target import Target
from tests.fraudctl.recovery.scripted_aws import record, transaction
from tests.fraudctl.recovery.scripted_stream import BASE, Stream
from tests.fraudctl.recovery.stack_in_memory import RETENTION, SCORES, StackInMemory, stack_in_memory
from tests.fraudctl.recovery.test_stream_failures import FAILURE


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


def hold(stack: StackInMemory, stage: str) -> None:
    """Another run takes a message and gives nothing back."""
    stack.made["sqs"].receive_message(QueueUrl=stack.exports[f"{stage}_queue_url"], VisibilityTimeout=900)


@pytest.mark.parametrize("arguments", [(), ("--dry-run",), ("--discard",), ("--max", "5")])
def test_redrive_says_what_others_hold_and_until_when_and_exits_1(
    stack: StackInMemory, arguments: tuple[str, ...]
) -> None:
    stack.send("scoring", {"transactions": [transaction("t-1")]})
    hold(stack, "scoring")

    code, found = redrive(*arguments)
    assert (code, found["taken"], found["held"], found["ended"]) == (1, 0, 1, "empty")
    until = datetime.fromisoformat(found["held_until"]) - datetime.now(UTC)
    assert timedelta(seconds=800) < until <= timedelta(seconds=900)

    shown = run("redrive", "scoring", *arguments)
    assert shown.exit_code == 1
    assert "1 more are held out of sight" in shown.stdout
    assert "UTC at the latest" in shown.stdout
    assert "nothing more in sight" not in shown.stdout


def test_redrive_counts_the_transactions_of_a_payload(stack: StackInMemory) -> None:
    stack.send("scoring", {"transactions": [transaction(f"t-{number}") for number in range(5)]})
    stack.score("t-0")

    code, found = redrive()
    assert (code, found["redriven"], found["transactions"], found["held"]) == (0, 1, 4, 0)

    stack.send("scoring", {"transactions": [transaction(f"u-{number}") for number in range(23)]})
    shown = run("redrive", "scoring")
    assert "transactions" in shown.stdout
    assert " 23 " in shown.stdout
    assert "nothing more in sight" in shown.stdout


def test_redrive_reads_ranges_by_how_long_the_stack_keeps_scores(stack: StackInMemory) -> None:
    old = (datetime.now(UTC) - RETENTION - timedelta(hours=1)).isoformat()
    young = (datetime.now(UTC) - RETENTION + timedelta(hours=1)).isoformat()
    changes = [
        {**record(identity, BASE + 102 + number, created_at={"S": created_at}), "eventName": "MODIFY"}
        for number, (identity, created_at) in enumerate([("old", old), ("young", young), ("older", old)])
    ]
    stack.made["dynamodbstreams"] = Stream(*changes)
    stack.send("processing", FAILURE)

    done = run("redrive", "processing", "--json")

    assert (done.exit_code, json.loads(done.stdout)["transactions"], stack.scored) == (0, 1, ["young"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_redrive_between_two_batches_with_a_summary(
    stack: StackInMemory, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(vigil, "POLL", 0)
    monkeypatch.setattr(redriving, "POLL", 0)
    for each in range(2):
        stack.send("scoring", {"transactions": [transaction(f"t-{each}")]})
    hold(stack, "scoring")
    count, looks = RedriveQueue.counts, iter(range(9))

    def counts(self: RedriveQueue) -> QueueDepth:
        if next(looks) == 2:
            signal.raise_signal(number)
        return count(self)

    monkeypatch.setattr(RedriveQueue, "counts", counts)
    before = signal.getsignal(number)

    code, found = redrive("--wait")

    assert (code, found["ended"], found["taken"], found["held"]) == (130, "interrupted", 1, 1)
    assert signal.getsignal(number) == before


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


def test_reconcile_words_an_alert_that_is_owed_and_what_it_could_not_look_at(stack: StackInMemory) -> None:
    for identity in ("t-owed", "t-lost"):
        stack.store(identity, timedelta(minutes=10))
    owed = {"transaction_id": {"S": "t-owed"}, "pending": {"SS": ["alert"]}}
    stack.made["dynamodb"].put_item(TableName=SCORES, Item=owed)
    stack.send("processing", {})
    hold(stack, "processing")

    done = run("reconcile", "--dry-run")

    assert done.exit_code == 1
    for said in ("alert owed", "its alert is still owed", "could not be looked at: 1", "others hold"):
        assert said in done.stdout


@pytest.mark.parametrize("arguments", [("--since", "30s"), ("--since", "0s"), ("--since", "2h", "--grace", "7200")])
def test_a_period_that_the_grace_leaves_empty_is_told_in_one_line(
    arguments: tuple[str, ...], stack: StackInMemory
) -> None:
    assert stack
    done = run("reconcile", *arguments)

    assert done.exit_code == 1
    assert isinstance(done.exception, CommandError)
    assert "--grace" in str(done.exception)
    assert "\n" not in str(done.exception)


@pytest.mark.parametrize(
    "arguments", [("--grace", "99999999999999999999"), ("--grace", "-1"), ("--since", "1d", "--grace", "1e3")]
)
def test_a_grace_that_is_no_span_is_refused_as_an_option(arguments: tuple[str, ...], stack: StackInMemory) -> None:
    assert stack
    assert run("reconcile", *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "SCORE_RETENTION_DAYS"),
        ({"Variables": {}}, "SCORE_RETENTION_DAYS"),
        ({"Variables": {"SCORE_RETENTION_DAYS": "long"}}, "SCORE_RETENTION_DAYS"),
        ({"Variables": {"SCORE_RETENTION_DAYS": "9999999999"}}, "SCORE_RETENTION_DAYS"),
        ({"Error": {"ErrorCode": "AccessDeniedException", "Message": "no kms:Decrypt"}}, "no kms:Decrypt"),
    ],
)
def test_a_retention_that_cannot_be_known_is_told_in_one_line(environment: dict[str, Any], told: str) -> None:
    class Functions:
        def get_function_configuration(self, **_: str) -> dict[str, Any]:
            return {"Environment": environment} if environment else {}

    with pytest.raises(CommandError, match=told) as raised:
        score_retention(cast("Any", Functions()), "fraud-scorer")
    assert "\n" not in str(raised.value)


def test_a_since_that_is_no_time_is_told_in_one_line(stack: StackInMemory) -> None:
    assert stack
    error = run("reconcile", "--since", "yesterday").exception

    assert isinstance(error, CommandError)
    assert "yesterday" in str(error)
    assert "\n" not in str(error)
