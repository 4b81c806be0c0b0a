"""After an outage, redrive brings what was accepted to one item, one score and one alert."""

from collections import Counter

import pytest

from fraudctl.demo.inbox import Inbox
from fraudctl.recovery import RedriveResult, Stage, redrive_queue
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.outages import (
    RISKY,
    accept,
    assert_done,
    await_dead_letters,
    outage,
    send_as_function,
)
from tests.pipeline.stack_calls import post_transaction, stored_transactions

pytestmark = pytest.mark.usefixtures("no_long_poll")


def test_fallback_messages_of_ingestion_are_stored_as_they_were_answered(
    outage_stack: LocalStack, outage_inbox: Inbox
) -> None:
    with outage(outage_stack, "transaction-ingestion", "dynamodb:*"):
        first = post_transaction(outage_stack, {"transaction_id": "l-untimed", **RISKY})
        accept(outage_stack, "l-twice", "l-twice", timestamp=1_767_603_600_007)
        accept(outage_stack, "l-stored-meanwhile")
        assert first.status == 200
        assert redrive_queue(outage_stack.target, Stage.INGESTION, dry_run=True).redriven == 4
        failed = redrive_queue(outage_stack.target, Stage.INGESTION)
        assert (len(failed.failed), failed.redriven) == (4, 0)
    accept(outage_stack, "l-stored-meanwhile")

    result = redrive_queue(outage_stack.target, Stage.INGESTION)

    assert (result.taken, result.redriven, result.duplicate, result.complete) == (4, 2, 2, True)
    assert result.transactions == 2
    [stored] = stored_transactions(outage_stack, "l-untimed")
    assert stored["timestamp"] == first.body["timestamp"]
    assert_done(outage_stack, Stage.INGESTION, "l-untimed", "l-twice", "l-stored-meanwhile")
    assert [each["transaction_id"] for each in outage_inbox.take(1)] == ["l-untimed"]


def test_a_fallback_message_that_conflicts_is_kept_with_its_reason_until_discarded(outage_stack: LocalStack) -> None:
    with outage(outage_stack, "transaction-ingestion", "dynamodb:*"):
        accept(outage_stack, "conflicting", amount=1)
    accept(outage_stack, "conflicting", amount=2)

    for _ in range(2):
        [kept] = redrive_queue(outage_stack.target, Stage.INGESTION).conflicts
        assert (kept.subject, kept.reason) == ("conflicting", "transaction_id: is known with other content")
    assert len(redrive_queue(outage_stack.target, Stage.INGESTION, discard=True).discarded) == 1
    assert_done(outage_stack, Stage.INGESTION, "conflicting")


def test_a_failed_range_of_the_stream_is_read_again(outage_stack: LocalStack, outage_inbox: Inbox) -> None:
    with outage(outage_stack, "transaction-processor", "lambda:InvokeFunction"):
        accept(outage_stack, "p-0", "p-1")
        accept(outage_stack, "p-2", **RISKY)
        await_dead_letters(outage_stack, Stage.PROCESSING, "p-0", "p-1", "p-2")

    result = redrive_queue(outage_stack.target, Stage.PROCESSING)

    assert result.complete
    assert result.redriven >= 1
    assert 1 <= result.transactions <= 3, "Lambda brings itself what it had not given up on yet"
    assert_done(outage_stack, Stage.PROCESSING, "p-0", "p-1", "p-2")
    assert [each["transaction_id"] for each in outage_inbox.take(1)] == ["p-2"]


def test_payloads_that_scoring_failed_on_are_scored(outage_stack: LocalStack, outage_inbox: Inbox) -> None:
    with outage(outage_stack, "fraud-scorer", "dynamodb:*"):
        accept(outage_stack, "s-0", "s-1")
        accept(outage_stack, "s-2", **RISKY)
        await_dead_letters(outage_stack, Stage.SCORING, "s-0", "s-1", "s-2")
        kept = redrive_queue(outage_stack.target, Stage.SCORING)
        assert kept.failed
        assert (kept.redriven, kept.complete) == (0, False)

    result = redrive_queue(outage_stack.target, Stage.SCORING)

    assert (result.redriven, result.transactions, result.complete) == (len(kept.failed), 3, True)
    assert_done(outage_stack, Stage.SCORING, "s-0", "s-1", "s-2")
    assert Counter(each["transaction_id"] for each in outage_inbox.take(1)) == {"s-2": 1}


def test_what_a_killed_redrive_holds_is_told_and_awaited(outage_stack: LocalStack) -> None:
    send_as_function(outage_stack, Stage.SCORING, {"transactions": []})
    queues, url = outage_stack.target.client("sqs"), outage_stack.target.exports["scoring_queue_url"]
    [taken] = queues.receive_message(QueueUrl=url, VisibilityTimeout=600)["Messages"]

    told = redrive_queue(outage_stack.target, Stage.SCORING)
    assert (told.taken, told.held, told.complete) == (0, 1, False)

    def give_back(so_far: RedriveResult) -> None:
        if so_far.held:
            queues.change_message_visibility(QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"], VisibilityTimeout=1)

    awaited = redrive_queue(outage_stack.target, Stage.SCORING, wait=True, progress=give_back)
    assert (awaited.taken, awaited.held, awaited.complete) == (1, 0, True)


def test_poison_amid_an_outage_is_told_once_and_its_neighbours_are_scored(outage_stack: LocalStack) -> None:
    table = outage_stack.target.exports["transactions_table_name"]
    poison = {"transaction_id": {"S": "x-bad"}, "timestamp": {"N": "1"}, "merchant": {"S": "no amount"}}
    neighbours = [f"x-{number}" for number in range(4)]
    with outage(outage_stack, "transaction-processor", "lambda:InvokeFunction"):
        accept(outage_stack, *neighbours[:2])
        outage_stack.target.client("dynamodb").put_item(TableName=table, Item=poison)
        accept(outage_stack, *neighbours[2:])
        assert outage_stack.pollers[0].wait_until_drained(60)

    result = redrive_queue(outage_stack.target, Stage.PROCESSING)

    assert (result.transactions, result.repeats, len(result.poison)) == (4, 0, 1)
    assert result.poison[0].subject == "x-bad"
    assert len(redrive_queue(outage_stack.target, Stage.PROCESSING, discard=True).discarded) == 1
    outage_stack.target.client("dynamodb").delete_item(
        TableName=table, Key={"transaction_id": {"S": "x-bad"}, "timestamp": {"N": "1"}}
    )
    assert_done(outage_stack, Stage.PROCESSING, *neighbours)
