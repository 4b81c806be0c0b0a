"""On a stack with outages: what was accepted ends as one item, one score, one alert, by redrive and reconcile."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.emulator import Emulator
from emulator.local_stack import LocalStack, at_work
from fraudctl.demo.inbox import Inbox
from fraudctl.recovery import ReconcileResult, RedriveResult, Stage, queue, reconcile, redrive
from fraudctl.recovery.diagnosis import IN_PROCESSING, IN_SCORING
from tests.pipeline.conversation import eventually, items, post, score, transactions
from tests.pipeline.outages import SUFFIX, accept, outage, send, unscore

NOW = 1_767_603_600_000
"""Epoch milliseconds."""

RISKY: dict[str, Any] = {"amount": 20_000, "merchant": "Offshore Crypto"}


@pytest.fixture(scope="module")
def stack(emulator: Emulator) -> Iterator[LocalStack]:
    with at_work(emulator, "dev", overrides={"suffix": SUFFIX}) as made:
        yield made


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded AWS has one server, which tells of the whole queue at once."""
    monkeypatch.setattr(queue, "LONG_POLL", 0)


@pytest.fixture(scope="module")
def inbox(stack: LocalStack) -> Inbox:
    return Inbox(stack.target, "recovery-alerts")


def await_letters(stack: LocalStack, stage: Stage, *identities: str) -> None:
    """Until reconcile, which looks into the queues, says that they are the reason for each."""
    reason = {Stage.PROCESSING: IN_PROCESSING, Stage.SCORING: IN_SCORING}[stage]

    def settled() -> ReconcileResult | None:
        found = reconcile(stack.target, grace=timedelta(), dry_run=True)
        return found if found.reasons == {reason: len(identities)} else None

    found = eventually(settled, f"{len(identities)} transactions in the queue of {stage}")
    assert {each.transaction.transaction_id for each in found.unscored} == set(identities)


def assert_done(stack: LocalStack, stage: Stage, *identities: str) -> None:
    """One item and one score each, nothing left to redrive or to reconcile."""
    for each in identities:
        assert score(stack, each)
        assert len(transactions(stack, each)) == 1
    assert redrive(stack.target, stage) == RedriveResult(dry_run=False)
    left = reconcile(stack.target, grace=timedelta(), explain=False)
    assert (left.unscored, left.complete) == ([], True)


def test_letters_of_ingestion_are_stored_as_they_were_answered(stack: LocalStack, inbox: Inbox) -> None:
    with outage(stack, "transaction-ingestion", "dynamodb:*"):
        first = post(stack, {"transaction_id": "l-untimed", **RISKY})
        accept(stack, "l-twice", "l-twice", timestamp=1_767_603_600_007)
        accept(stack, "l-stored-meanwhile")
        assert first.status == 200
        assert redrive(stack.target, Stage.INGESTION, dry_run=True).redriven == 4
        hopeless = redrive(stack.target, Stage.INGESTION)
        assert (len(hopeless.failed), hopeless.redriven) == (4, 0)
    accept(stack, "l-stored-meanwhile")

    result = redrive(stack.target, Stage.INGESTION)

    assert (result.taken, result.redriven, result.duplicate, result.complete) == (4, 2, 2, True)
    assert result.transactions == 2
    [stored] = transactions(stack, "l-untimed")
    assert stored["timestamp"] == first.body["timestamp"]
    assert_done(stack, Stage.INGESTION, "l-untimed", "l-twice", "l-stored-meanwhile")
    assert [each["transaction_id"] for each in inbox.take(1)] == ["l-untimed"]


def test_a_letter_that_conflicts_is_kept_with_its_reason_until_discarded(stack: LocalStack) -> None:
    with outage(stack, "transaction-ingestion", "dynamodb:*"):
        accept(stack, "conflicting", amount=1)
    accept(stack, "conflicting", amount=2)

    for _ in range(2):
        [kept] = redrive(stack.target, Stage.INGESTION).poison
        assert (kept.subject, kept.reason) == ("conflicting", "transaction_id: is known with other content")
    assert len(redrive(stack.target, Stage.INGESTION, discard=True).discarded) == 1
    assert_done(stack, Stage.INGESTION, "conflicting")


def test_a_failed_range_of_the_stream_is_read_again(stack: LocalStack, inbox: Inbox) -> None:
    with outage(stack, "transaction-processor", "lambda:InvokeFunction"):
        accept(stack, "p-0", "p-1")
        accept(stack, "p-2", **RISKY)
        await_letters(stack, Stage.PROCESSING, "p-0", "p-1", "p-2")

    result = redrive(stack.target, Stage.PROCESSING)

    assert result.complete
    assert result.redriven >= 1
    assert 1 <= result.transactions <= 3, "Lambda brings itself what it had not given up on yet"
    assert_done(stack, Stage.PROCESSING, "p-0", "p-1", "p-2")
    assert [each["transaction_id"] for each in inbox.take(1)] == ["p-2"]


def test_payloads_that_scoring_failed_on_are_scored(stack: LocalStack, inbox: Inbox) -> None:
    with outage(stack, "fraud-scorer", "dynamodb:*"):
        accept(stack, "s-0", "s-1")
        accept(stack, "s-2", **RISKY)
        await_letters(stack, Stage.SCORING, "s-0", "s-1", "s-2")
        kept = redrive(stack.target, Stage.SCORING)
        assert kept.failed
        assert (kept.redriven, kept.complete) == (0, False)

    result = redrive(stack.target, Stage.SCORING)

    assert (result.redriven, result.transactions, result.complete) == (len(kept.failed), 3, True)
    assert_done(stack, Stage.SCORING, "s-0", "s-1", "s-2")
    assert Counter(each["transaction_id"] for each in inbox.take(1)) == {"s-2": 1}


def test_what_a_killed_redrive_holds_is_told_and_awaited(stack: LocalStack) -> None:
    send(stack, Stage.SCORING, {"transactions": []})
    queues, url = stack.target.client("sqs"), stack.target.exports["scoring_queue_url"]
    [taken] = queues.receive_message(QueueUrl=url, VisibilityTimeout=600)["Messages"]

    told = redrive(stack.target, Stage.SCORING)
    assert (told.taken, told.held, told.complete) == (0, 1, False)

    def give_back(so_far: RedriveResult) -> None:
        if so_far.held:
            queues.change_message_visibility(QueueUrl=url, ReceiptHandle=taken["ReceiptHandle"], VisibilityTimeout=1)

    awaited = redrive(stack.target, Stage.SCORING, wait=True, progress=give_back)
    assert (awaited.taken, awaited.held, awaited.complete) == (1, 0, True)


def test_poison_amid_an_outage_is_told_once_and_its_neighbours_are_scored(stack: LocalStack) -> None:
    table = stack.target.exports["transactions_table_name"]
    poison = {"transaction_id": {"S": "x-bad"}, "timestamp": {"N": "1"}, "merchant": {"S": "no amount"}}
    neighbours = [f"x-{number}" for number in range(4)]
    with outage(stack, "transaction-processor", "lambda:InvokeFunction"):
        accept(stack, *neighbours[:2])
        stack.target.client("dynamodb").put_item(TableName=table, Item=poison)
        accept(stack, *neighbours[2:])
        assert stack.pollers[0].wait_until_drained(60)

    result = redrive(stack.target, Stage.PROCESSING)

    assert (result.transactions, result.repeats, len(result.poison)) == (4, 0, 1)
    assert result.poison[0].subject == "x-bad"
    assert len(redrive(stack.target, Stage.PROCESSING, discard=True).discarded) == 1
    stack.target.client("dynamodb").delete_item(
        TableName=table, Key={"transaction_id": {"S": "x-bad"}, "timestamp": {"N": "1"}}
    )
    assert_done(stack, Stage.PROCESSING, *neighbours)


def test_after_its_score_expired_an_update_of_a_row_alerts_nobody_again(stack: LocalStack, inbox: Inbox) -> None:
    table, client = stack.target.exports["transactions_table_name"], stack.target.client("dynamodb")
    accept(stack, "e-0", timestamp=NOW, **RISKY)
    assert [each["transaction_id"] for each in inbox.take(1)] == ["e-0"]
    long_ago = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="milliseconds")
    change = {"TableName": table, "Key": {"transaction_id": {"S": "e-0"}, "timestamp": {"N": str(NOW)}}}
    client.update_item(
        **change, UpdateExpression="SET created_at = :then", ExpressionAttributeValues={":then": {"S": long_ago}}
    )
    unscore(stack, "e-0")

    client.update_item(**change, UpdateExpression="SET seen = :yes", ExpressionAttributeValues={":yes": {"BOOL": True}})
    [row] = client.query(
        TableName=table, KeyConditionExpression="transaction_id = :id", ExpressionAttributeValues={":id": {"S": "e-0"}}
    )["Items"]
    client.put_item(TableName=table, Item={**row, "transaction_id": {"S": "e-1"}})
    assert stack.pollers[0].wait_until_drained(60)

    assert [each["transaction_id"] for each in inbox.take(1)] == ["e-1"], (
        "what is new is scored however old it says it is"
    )
    assert [each for each in items(stack, "fraud_scores_table_name") if each["transaction_id"] == "e-0"] == []
    for each in ("e-0", "e-1"):
        client.delete_item(TableName=table, Key={"transaction_id": {"S": each}, "timestamp": {"N": str(NOW)}})
    unscore(stack, "e-1")


def test_what_the_stream_has_forgotten_comes_from_the_table(stack: LocalStack) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=30)
    letter = {"request": {"transaction_id": "f-0"}, "received": int(long_ago.timestamp() * 1000), "trace_id": None}
    send(stack, Stage.INGESTION, letter)
    assert redrive(stack.target, Stage.INGESTION).redriven == 1
    unscore(stack, "f-0")
    lost = {
        "shardId": "shardId-00000000000000000000-00000000",
        "startSequenceNumber": "1" * 21,
        "endSequenceNumber": "1" * 21,
        "approximateArrivalOfFirstRecord": f"{long_ago:%Y-%m-%dT%H:%M:%SZ}",
        "approximateArrivalOfLastRecord": f"{long_ago + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}",
        "batchSize": 1,
        "streamArn": stack.pollers[0].mapping.stream_arn,
    }
    send(stack, Stage.PROCESSING, {"DDBStreamBatchInfo": lost})

    result = redrive(stack.target, Stage.PROCESSING)

    assert (result.redriven, result.complete) == (1, True)
    assert_done(stack, Stage.PROCESSING, "f-0")


def test_what_nothing_knows_of_is_found_and_scored(stack: LocalStack) -> None:
    accept(stack, "r-0", "r-1", "r-2")
    for each in ("r-0", "r-1", "r-2"):
        score(stack, each)
    unscore(stack, "r-0", "r-2")

    assert reconcile(stack.target, explain=False).scored == 0, "they came in within the grace"
    result = reconcile(stack.target, grace=timedelta())

    assert ({each.transaction.transaction_id for each in result.unscored}, result.scored) == ({"r-0", "r-2"}, 2)
    assert_done(stack, Stage.SCORING, "r-0", "r-1", "r-2")
    assert len(items(stack, "fraud_scores_table_name")) == len(
        {each["transaction_id"] for each in items(stack, "transactions_table_name")}
    )
