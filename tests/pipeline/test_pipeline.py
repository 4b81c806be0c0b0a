"""The whole pipeline on the embedded AWS, IAM enforced: what a client sends, and what becomes of it."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.emulator import Emulator
from fraudctl.demo.inbox import Inbox
from fraudctl.stacks.local_stack import LocalStack, run_stack_on
from tests.pipeline.stack_calls import (
    ApiAnswer,
    as_decimal,
    items,
    messages,
    post_transaction,
    score,
    stored_transactions,
)
from tests.pipeline.waiting import eventually


@pytest.fixture(scope="module")
def inbox(pipeline: LocalStack) -> Inbox:
    return Inbox(pipeline.target, "pipeline-alerts")


@pytest.fixture(scope="module")
def neighbour(emulator: Emulator) -> Iterator[LocalStack]:
    with run_stack_on(emulator, "dev", overrides={"suffix": "neighbour", "refuseCardNumbers": "true"}) as stack:
        yield stack


def test_a_risky_transaction_is_stored_scored_and_alerted(pipeline: LocalStack, inbox: Inbox) -> None:
    sent = {
        "transaction_id": "risky",
        "amount": 12000.10,
        "merchant": "Harbour CRYPTO Exchange",
        "timestamp": 1767571200000,
        "customer_id": "c-1",
        "terminal_id": "t-1",
        "currency": "EUR",
        "metadata": {"channel": "web", "score": 1.50, "vip": True, "note": None},
    }

    answer = post_transaction(pipeline, sent)

    assert answer.status == 200
    assert answer.body == {
        "message": "Transaction stored successfully",
        "transaction_id": "risky",
        "timestamp": 1767571200000,
    }
    found = score(pipeline, "risky")
    assert (found["fraud_score"], found["amount"], found["merchant"], found["timestamp"]) == (
        as_decimal("0.9"),
        as_decimal("12000.10"),
        "Harbour CRYPTO Exchange",
        1767571200000,
    )
    assert {each["reason"]: each["weight"] for each in found["reasons"]} == {
        "amount_above_10000": as_decimal("0.5"),
        "suspicious_merchant": as_decimal("0.4"),
    }
    (stored,) = stored_transactions(pipeline, "risky")
    assert stored["amount"] == as_decimal("12000.10")
    assert stored["metadata"] == {"channel": "web", "score": as_decimal("1.5"), "vip": True, "note": None}
    (alert,) = inbox.take(1)
    assert alert["transaction_id"] == "risky"
    assert alert["fraud_score"] == 0.9


def test_a_harmless_transaction_is_scored_and_not_alerted(pipeline: LocalStack, inbox: Inbox) -> None:
    post_transaction(pipeline, {"transaction_id": "harmless", "amount": 5000, "merchant": "Bakery"})

    assert score(pipeline, "harmless")["fraud_score"] == 0
    assert inbox.take(0) == []


def test_a_repeat_gets_the_same_answer_and_leaves_one_item(pipeline: LocalStack) -> None:
    first = post_transaction(pipeline, {"transaction_id": "repeated", "amount": 1})
    second = post_transaction(pipeline, {"transaction_id": "repeated", "amount": 1})

    assert second == ApiAnswer(200, {**first.body, "duplicate": True}, second.headers)
    assert len(stored_transactions(pipeline, "repeated")) == 1


def test_racing_repeats_leave_one_item_and_get_one_timestamp(pipeline: LocalStack) -> None:
    start = threading.Barrier(6)

    def race(_: int) -> ApiAnswer:
        start.wait()
        return post_transaction(pipeline, {"transaction_id": "raced", "amount": 2})

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(race, range(6)))

    assert [answer.status for answer in answers] == [200] * 6
    (stored,) = stored_transactions(pipeline, "raced")
    assert {answer.body["timestamp"] for answer in answers} == {stored["timestamp"]}
    assert sum("duplicate" not in answer.body for answer in answers) == 1


def test_a_known_id_with_other_content_is_a_conflict(pipeline: LocalStack) -> None:
    post_transaction(pipeline, {"transaction_id": "conflicting", "amount": 1})

    answer = post_transaction(pipeline, {"transaction_id": "conflicting", "amount": 2})

    assert (answer.status, answer.body) == (409, {"error": "transaction_id: is known with other content"})
    (stored,) = stored_transactions(pipeline, "conflicting")
    assert stored["amount"] == 1


def test_a_batch_is_stored_scored_and_answered_transaction_by_transaction(pipeline: LocalStack) -> None:
    start = 1_767_603_600_000
    sent = [{"transaction_id": f"batch-{each}", "timestamp": start + each, "amount": each} for each in range(30)]
    bad = {"transaction_id": "batch-bad", "timestamp": start, "amount": -1}

    answer = post_transaction(pipeline, {"transactions": [*sent, bad]}, path="/batch")
    again = post_transaction(pipeline, {"transactions": sent}, path="/batch")

    assert [result["status"] for result in answer.body["results"]] == ["stored"] * 30 + ["refused"]
    assert [result["status"] for result in again.body["results"]] == ["duplicate"] * 30
    for number in range(30):
        assert score(pipeline, f"batch-{number}")["amount"] == number
    assert stored_transactions(pipeline, "batch-bad") == []


def test_a_poison_record_is_set_aside_and_its_neighbours_are_scored(pipeline: LocalStack) -> None:
    table = pipeline.target.exports["transactions_table_name"]
    poison = {"transaction_id": {"S": "poison"}, "timestamp": {"N": "1"}, "merchant": {"S": "no amount"}}
    post_transaction(pipeline, {"transaction_id": "before poison"})
    pipeline.target.client("dynamodb").put_item(TableName=table, Item=poison)
    post_transaction(pipeline, {"transaction_id": "after poison"})

    assert score(pipeline, "before poison")
    assert score(pipeline, "after poison")
    (message,) = eventually(lambda: messages(pipeline, "processing_queue_url"), "poison in the processor's queue")
    body = json.loads(message["Body"])
    assert body["reason"] == "amount: is missing"
    assert body["record"]["dynamodb"]["NewImage"] == poison
    assert all(item["transaction_id"] != "poison" for item in items(pipeline, "fraud_scores_table_name"))


def test_what_looks_like_a_card_number_is_refused_by_the_stack_that_says_so(
    pipeline: LocalStack, neighbour: LocalStack
) -> None:
    sent = {"transaction_id": "paid", "metadata": {"note": "paid by 4111 1111 1111 1111"}}

    refused = post_transaction(neighbour, sent)

    assert (refused.status, refused.body["error"].partition(":")[0]) == (400, "metadata.note")
    assert "1111" not in refused.body["error"]
    assert post_transaction(pipeline, sent).status == 200
    assert stored_transactions(neighbour, "paid") == []


def test_two_suffixes_live_side_by_side(pipeline: LocalStack, neighbour: LocalStack) -> None:
    post_transaction(neighbour, {"transaction_id": "next door"})

    assert score(neighbour, "next door")
    assert stored_transactions(pipeline, "next door") == []
    assert not set(pipeline.target.exports.values()) & set(neighbour.target.exports.values()) - {"0.8", "{}"}


def test_the_log_joins_up_along_the_trace_of_a_transaction(pipeline: LocalStack) -> None:
    post_transaction(pipeline, {"transaction_id": "traced"})
    score(pipeline, "traced")
    (stored,) = stored_transactions(pipeline, "traced")

    def lines(function: str) -> list[str]:
        group = f"/aws/lambda/{pipeline.target.exports[function]}"
        events = pipeline.target.client("logs").filter_log_events(logGroupName=group)["events"]
        return [event["message"] for event in events if '"traced"' in event["message"]]

    for function in ("ingestion_function_name", "scoring_function_name"):
        (line,) = eventually(lambda function=function: lines(function), f"a line of {function}")  # type: ignore[misc]
        assert stored["trace_id"] in line
