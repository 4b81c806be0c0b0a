"""Processing turns a captured stream batch into a score request, and tells Lambda exactly where to retry."""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from botocore.exceptions import EndpointConnectionError

from handlers.contract.score_request import LARGEST_PAYLOAD, unpack
from tests.handlers.functions import FakeLambdaContext, FunctionLogs
from tests.handlers.processing_on_aws import (
    BATCH,
    CLAIMED,
    REMOVED,
    TOO_MANY,
    FakeLambda,
    insert_record,
    process_records,
)


def test_a_captured_batch_becomes_one_asynchronous_invocation_by_the_contract(processing: Any) -> None:
    client = FakeLambda()

    assert process_records(processing, client, BATCH) == []

    (call,) = client.calls
    assert (call["FunctionName"], call["InvocationType"]) == ("fraud-scorer-test", "Event")
    assert json.loads(call["Payload"]) == {
        "transactions": [
            {
                "transaction_id": "tx-1",
                "timestamp": 1_795_350_615_123,
                "amount": "12500.5",
                "merchant": "Offshore Holdings Ltd",
                "customer_id": "customer-0042",
                "terminal_id": "terminal-7",
                "currency": "EUR",
                "metadata": {
                    "channel": {"S": "web"},
                    "attempt": {"N": "2"},
                    "3ds": {"BOOL": True},
                    "note": {"NULL": True},
                },
                "trace_id": "1-6b02e057-3f2a1c5d7e9b0a4c6d8f1e2b",
            },
            {
                "transaction_id": "tx-2",
                "timestamp": 1_795_350_615_200,
                "amount": "0",
                "merchant": "unknown",
                "row_received": 1_795_350_615_200,
            },
        ]
    }


def test_the_decision_in_a_row_comes_along_byte_by_byte(processing: Any) -> None:
    """Lambda's event has it in base64, as the payload has."""
    client, decision = FakeLambda(), bytes(range(256))
    kept = insert_record(1, decision={"B": b64encode(decision).decode()})
    foreign = insert_record(2, decision={"S": "approve"})

    assert process_records(processing, client, [kept, foreign]) == []

    (call,) = client.calls
    first, second = unpack(json.loads(call["Payload"]))
    assert (first.decision, second.decision) == (decision, msgspec.UNSET)


@pytest.mark.parametrize("records", [[], [REMOVED], [CLAIMED], [CLAIMED, REMOVED]])
def test_claims_and_removals_invoke_nothing_and_are_not_invalid(
    processing: Any, dead_letters: Callable[[], list[Any]], records: list[Any]
) -> None:
    client = FakeLambda()

    assert process_records(processing, client, records) == []
    assert not client.calls
    assert not dead_letters()


def test_the_longest_texts_of_any_row_fit_a_payload_and_so_scorings_queue(processing: Any) -> None:
    client = FakeLambda()
    longest = {
        name: {"S": "\x01" * 4096} for name in ("transaction_id", "merchant", "customer_id", "terminal_id", "currency")
    }

    process_records(processing, client, [insert_record(number, **longest) for number in range(3)])

    assert len(client.transactions) == 3
    assert max(len(call["Payload"]) for call in client.calls) <= LARGEST_PAYLOAD


def test_a_full_batch_is_one_invocation_in_the_order_of_the_stream(processing: Any) -> None:
    client = FakeLambda()

    process_records(processing, client, [insert_record(number) for number in range(100)])

    assert len(client.calls) == 1
    assert [each["transaction_id"] for each in client.transactions] == [f"tx-{number}" for number in range(100)]


@pytest.mark.parametrize("error", [TOO_MANY, EndpointConnectionError(endpoint_url="https://lambda.amazonaws.com")])
def test_a_payload_that_lambda_does_not_take_is_sent_again_from_its_first_record(
    processing: Any, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs, error: Exception
) -> None:
    monkeypatch.setattr("handlers.contract.score_request.pack.__defaults__", (270,))  # two transactions to a payload
    records = [CLAIMED, *(insert_record(number) for number in range(1, 7))]
    client = FakeLambda("tx-3", "tx-6", error=error)

    failed = process_records(processing, client, records)

    assert [len(json.loads(call["Payload"])["transactions"]) for call in client.calls] == [2, 2, 2]
    assert failed == [f"{3:021d}"], "FakeLambda tries again all that stands behind it"
    assert "k3epm3out" not in logs.text()


def test_an_invocation_logs_counts(processing: Any, logs: FunctionLogs) -> None:
    process_records(processing, FakeLambda(), [*BATCH, insert_record(9, amount={"S": "x"})])

    poison, line = logs.lines()
    assert (poison["message"], poison["sequence_number"]) == ("poison", f"{9:021d}")
    assert line["message"] == "handed over"
    assert line["request_id"] == FakeLambdaContext().aws_request_id
    assert [line[key] for key in ("records", "transactions", "poison", "failed")] == [5, 2, 1, []]
    assert "Offshore" not in json.dumps([poison, line])
