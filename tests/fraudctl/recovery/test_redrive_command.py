"""`fraudctl redrive`: what it prints, and how it exits."""

import json
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fraudctl.recovery import in_flight
from fraudctl.recovery.queue import QueueDepth, RedriveQueue
from tests.fraudctl.recovery.scripted_aws import change_record, transaction_payload
from tests.fraudctl.recovery.scripted_stream import BASE, FAILURE, ScriptedStream
from tests.fraudctl.recovery.stack_in_memory import RETENTION, StackInMemory, run_command


def redrive_scoring(*arguments: str) -> tuple[int, dict[str, Any]]:
    done = run_command("redrive", "scoring", "--json", *arguments)
    return done.exit_code, json.loads(done.stdout)


def test_redrive_counts_and_exits_1_while_anything_stays(stack: StackInMemory) -> None:
    for number in range(3):
        stack.send("scoring", {"transactions": [transaction_payload(f"t-{number}")]})
    stack.send("scoring", "garbage")

    code, planned = redrive_scoring("--dry-run")
    assert (code, planned["redriven"], len(planned["poison"]), stack.scored) == (0, 3, 1, [])

    code, first = redrive_scoring("--max", "2")
    assert (first["taken"], first["ended"]) == (2, "most")
    code, second = redrive_scoring()
    assert (code, len(second["poison"]), stack.scored) == (1, 1, ["t-0", "t-1", "t-2"])
    assert "is no score request" in second["poison"][0]["reason"]

    code, third = redrive_scoring("--discard")
    assert (code, third["taken"], len(third["discarded"])) == (0, 1, 1)
    code, last = redrive_scoring()
    assert (code, last["queue"], last["taken"]) == (0, "scoring", 0)


@pytest.mark.parametrize("arguments", [(), ("--dry-run",), ("--discard",), ("--max", "5")])
def test_redrive_prints_how_many_messages_others_hold_until_when_and_exits_1(
    stack: StackInMemory, arguments: tuple[str, ...]
) -> None:
    stack.send("scoring", {"transactions": [transaction_payload("t-1")]})
    stack.hold("scoring")

    code, found = redrive_scoring(*arguments)
    assert (code, found["taken"], found["held"], found["ended"]) == (1, 0, 1, "empty")
    until = datetime.fromisoformat(found["held_until"]) - datetime.now(UTC)
    assert timedelta(seconds=800) < until <= timedelta(seconds=900)

    shown = run_command("redrive", "scoring", *arguments)
    assert shown.exit_code == 1
    assert "1 more are held out of sight" in shown.stdout
    assert "UTC at the latest" in shown.stdout
    assert "nothing more in sight" not in shown.stdout


def test_redrive_counts_the_transactions_of_a_payload(stack: StackInMemory) -> None:
    stack.send("scoring", {"transactions": [transaction_payload(f"t-{number}") for number in range(5)]})
    stack.score("t-0")

    code, found = redrive_scoring()
    assert (code, found["redriven"], found["transactions"], found["held"]) == (0, 1, 4, 0)

    stack.send("scoring", {"transactions": [transaction_payload(f"u-{number}") for number in range(23)]})
    shown = run_command("redrive", "scoring")
    assert "transactions" in shown.stdout
    assert " 23 " in shown.stdout
    assert "nothing more in sight" in shown.stdout


def test_redrive_reads_ranges_by_how_long_the_stack_keeps_scores(stack: StackInMemory) -> None:
    old = (datetime.now(UTC) - RETENTION - timedelta(hours=1)).isoformat()
    young = (datetime.now(UTC) - RETENTION + timedelta(hours=1)).isoformat()
    changes = [
        {**change_record(identity, BASE + 102 + number, created_at={"S": created_at}), "eventName": "MODIFY"}
        for number, (identity, created_at) in enumerate([("old", old), ("young", young), ("older", old)])
    ]
    stack.made["dynamodbstreams"] = ScriptedStream(*changes)
    stack.send("processing", FAILURE)

    done = run_command("redrive", "processing", "--json")

    assert (done.exit_code, json.loads(done.stdout)["transactions"], stack.scored) == (0, 1, ["young"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_redrive_between_two_batches_with_a_summary(
    stack: StackInMemory, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(in_flight, "POLL", 0)
    for each in range(2):
        stack.send("scoring", {"transactions": [transaction_payload(f"t-{each}")]})
    stack.hold("scoring")
    count, looks = RedriveQueue.depth, iter(range(9))

    def depth(self: RedriveQueue) -> QueueDepth:
        if next(looks) == 2:
            signal.raise_signal(number)
        return count(self)

    monkeypatch.setattr(RedriveQueue, "depth", depth)
    before = signal.getsignal(number)

    code, found = redrive_scoring("--wait")

    assert (code, found["ended"], found["taken"], found["held"]) == (130, "interrupted", 1, 1)
    assert signal.getsignal(number) == before


def test_redrive_shows_poison_with_its_reason_and_an_example(stack: StackInMemory) -> None:
    stack.send("processing", {"reason": "r", "record": {"dynamodb": {"Keys": {"transaction_id": {"S": "[tx-1]"}}}}})

    done = run_command("redrive", "processing")

    assert done.exit_code == 1
    assert "transaction_id: is missing" in done.stdout
    assert "[tx-1]" in done.stdout
    assert "--discard" in done.stdout
