"""Processing turns a captured stream batch into the scorer's contract, and tells Lambda exactly what to send again."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from handlers.aws.dead_letter_queue import DeadLetterQueue
from handlers.aws.scoring_function import ScoringFunction
from handlers.contract.score_request import LARGEST_PAYLOAD
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event, import_handler, receive_messages

BATCH = captured_event("stream_batch")["Records"]
CLAIMED, FIRST, SECOND, REMOVED = BATCH
EVER = "36500"
"""Days for which scores are kept, so that no captured row is ever too old."""
TOO_MANY = ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "k3epm3out"}}, "Invoke")


class FakeLambda:
    """A client that remembers what it is invoked with, and fails for payloads that name one of `failing`."""

    def __init__(self, *failing: str, error: Exception = TOO_MANY) -> None:
        self.calls: list[dict[str, Any]] = []
        self._failing, self._error = failing, error

    def invoke(self, **arguments: Any) -> dict[str, Any]:
        self.calls.append(arguments)
        if any(name.encode() in arguments["Payload"] for name in self._failing):
            raise self._error
        return {"StatusCode": 202}

    @property
    def transactions(self) -> list[Any]:
        return [each for call in self.calls for each in json.loads(call["Payload"])["transactions"]]


@pytest.fixture
def processing(aws: boto3.Session, queue_url: str, logs: FunctionLogs) -> Iterator[Any]:
    assert aws
    environment = {"FRAUD_SCORER_FUNCTION": "fraud-scorer-test", "DLQ_URL": queue_url, "SCORE_RETENTION_DAYS": EVER}
    with import_handler("processing", environment, logs) as module:
        yield module


@pytest.fixture
def dead_letters(aws: boto3.Session, queue_url: str) -> Callable[[], list[Any]]:
    return lambda: receive_messages(aws, queue_url)


def process(module: Any, client: Any, records: list[Any]) -> list[str]:
    module.scorer = ScoringFunction(client, "fraud-scorer-test")
    answer = module.handler({"Records": records}, FakeLambdaContext())
    assert set(answer) == {"batchItemFailures"}
    assert all(set(failure) == {"itemIdentifier"} for failure in answer["batchItemFailures"])
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def stream_record(number: int, **image: Any) -> dict[str, Any]:
    record: dict[str, Any] = copy.deepcopy(SECOND)
    record["dynamodb"]["SequenceNumber"] = f"{number:021d}"
    record["dynamodb"]["NewImage"] |= {"transaction_id": {"S": f"tx-{number}"}, **image}
    return record


def test_a_captured_batch_becomes_one_asynchronous_invocation_by_the_contract(processing: Any) -> None:
    client = FakeLambda()

    assert process(processing, client, BATCH) == []

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


@pytest.mark.parametrize("records", [[], [REMOVED], [CLAIMED], [CLAIMED, REMOVED]])
def test_claims_and_removals_invoke_nobody_and_are_no_poison(
    processing: Any, dead_letters: Callable[[], list[Any]], records: list[Any]
) -> None:
    client = FakeLambda()

    assert process(processing, client, records) == []
    assert not client.calls
    assert not dead_letters()


def test_the_longest_texts_of_any_row_fit_a_payload_and_so_scorings_queue(processing: Any) -> None:
    client = FakeLambda()
    longest = {
        name: {"S": "\x01" * 4096} for name in ("transaction_id", "merchant", "customer_id", "terminal_id", "currency")
    }

    process(processing, client, [stream_record(number, **longest) for number in range(3)])

    assert len(client.transactions) == 3
    assert max(len(call["Payload"]) for call in client.calls) <= LARGEST_PAYLOAD


def test_a_full_batch_is_one_invocation_in_the_order_of_the_stream(processing: Any) -> None:
    client = FakeLambda()

    process(processing, client, [stream_record(number) for number in range(100)])

    assert len(client.calls) == 1
    assert [each["transaction_id"] for each in client.transactions] == [f"tx-{number}" for number in range(100)]


POISON: dict[str, tuple[dict[str, Any], str | None]] = {
    "an attribute is missing": ({"amount": None}, "amount: is missing"),
    "an attribute is of another type": ({"amount": {"S": "12.50"}}, "amount: is not of type N"),
    "an optional attribute is of another type": ({"customer_id": {"L": []}}, "customer_id: is not of type S"),
    "a number is none": ({"timestamp": {"N": "k3epm3out"}}, None),
    "a time is not whole": ({"timestamp": {"N": "1.5"}}, None),
    "a time has too many digits": ({"timestamp": {"N": "9" * 38}}, None),
    "a time has too many digits and is before all": ({"timestamp": {"N": "-" + "9" * 38}}, None),
    "an amount is not a number": ({"amount": {"N": "NaN"}}, "amount: is no number that can be stored"),
    "an amount is infinite": ({"amount": {"N": "-Infinity"}}, "amount: is no number that can be stored"),
    "an amount signals": ({"amount": {"N": "sNaN"}}, "amount: is no number that can be stored"),
    "an amount is too large": ({"amount": {"N": "1E+126"}}, "amount: is no number that can be stored"),
    "a text is too long for any payload": (
        {"merchant": {"S": "\x01" * 4097}},
        "merchant: is longer than 4096 characters",
    ),
    "an amount has too many digits": ({"amount": {"N": "1" * 39}}, "amount: is no number that can be stored"),
}


@pytest.mark.parametrize(("change", "reason"), POISON.values(), ids=POISON)
def test_a_poison_record_goes_to_the_queue_whole_and_the_rest_go_on(
    processing: Any,
    dead_letters: Callable[[], list[Any]],
    logs: FunctionLogs,
    change: dict[str, Any],
    reason: str | None,
) -> None:
    poison = stream_record(2, **change)
    image = poison["dynamodb"]["NewImage"]
    poison["dynamodb"]["NewImage"] = {name: value for name, value in image.items() if value}
    client = FakeLambda()

    assert process(processing, client, [stream_record(1), poison, stream_record(3)]) == []

    assert [each["transaction_id"] for each in client.transactions] == ["tx-1", "tx-3"]
    (letter,) = dead_letters()
    body = json.loads(letter["Body"])
    assert body["record"] == poison
    assert body["reason"] == letter["MessageAttributes"]["reason"]["StringValue"]
    assert reason is None or body["reason"] == reason
    assert "k3epm3out" not in body["reason"] + logs.text()


def test_nothing_that_is_sent_holds_a_character_that_a_queue_refuses(
    processing: Any, dead_letters: Callable[[], list[Any]]
) -> None:
    weird: dict[str, Any] = {name: {"S": "a\ufffe\uffffb"} for name in ("merchant", "customer_id", "currency", "more")}
    client = FakeLambda()

    process(processing, client, [stream_record(1, **weird), stream_record(2, **weird, amount={"S": "\uffff"})])

    (call,), (letter,) = client.calls, dead_letters()
    sent = call["Payload"].decode() + letter["Body"] + letter["MessageAttributes"]["reason"]["StringValue"]
    assert not {"\ufffe", "\uffff"} & set(sent)
    assert client.transactions[0]["merchant"] == "a\ufffe\uffffb"
    assert json.loads(letter["Body"])["record"]["dynamodb"]["NewImage"]["more"] == {"S": "a\ufffe\uffffb"}


@pytest.mark.parametrize("kind", ["INSERT", "MODIFY"])
@pytest.mark.parametrize("image", [None, {}, "absent"])
def test_a_record_without_an_image_is_poison(
    processing: Any, dead_letters: Callable[[], list[Any]], kind: str, image: Any
) -> None:
    bare = {**stream_record(1), "eventName": kind}
    bare["dynamodb"]["NewImage"] = image
    if image == "absent":
        del bare["dynamodb"]["NewImage"]

    assert process(processing, FakeLambda(), [bare]) == []
    assert json.loads(dead_letters()[0]["Body"])["reason"] == "transaction_id: is missing"


LARGE = ("x" * 300_000, "é" * 45_000, "\uffff" * 90_000, "\U0001f600" * 30_000)


@pytest.mark.parametrize("note", LARGE, ids=len)
def test_poison_that_is_too_large_for_the_queue_goes_there_without_what_others_added(
    processing: Any, dead_letters: Callable[[], list[Any]], note: str
) -> None:
    poison = stream_record(2, amount={"S": "x"})
    grown = copy.deepcopy(poison)
    grown["dynamodb"]["NewImage"]["note"] = grown["dynamodb"]["OldImage"] = {"S": note}
    client = FakeLambda()

    assert process(processing, client, [stream_record(1), grown, stream_record(3)]) == []

    (letter,) = dead_letters()
    body = json.loads(letter["Body"])
    assert body["reason"] == "amount: is not of type N"
    poison["dynamodb"]["NewImage"].pop("metadata", None)
    assert body["record"] == poison
    assert [each["transaction_id"] for each in client.transactions] == ["tx-1", "tx-3"]


@pytest.mark.parametrize("merchant", LARGE, ids=len)
def test_poison_whose_own_fields_are_too_large_for_the_queue_goes_there_without_its_image(
    processing: Any, dead_letters: Callable[[], list[Any]], merchant: str
) -> None:
    poison = stream_record(2, amount={"S": "x"}, merchant={"S": merchant})

    assert process(processing, FakeLambda(), [poison]) == []

    (letter,) = dead_letters()
    del poison["dynamodb"]["NewImage"]
    assert json.loads(letter["Body"]) == {"reason": "amount: is not of type N", "record": poison}
    assert poison["dynamodb"]["Keys"]


def test_poison_that_the_queue_does_not_take_is_sent_again(processing: Any) -> None:
    class Broken:
        def send_message(self, **_: Any) -> None:
            raise EndpointConnectionError(endpoint_url="https://sqs.us-east-1.amazonaws.com")

    queue: Any = Broken()
    processing.dead_letters = DeadLetterQueue(queue, "queue")
    poison = stream_record(2, amount={"S": "x"})

    assert process(processing, FakeLambda(), [stream_record(1), poison, stream_record(3)]) == [
        poison["dynamodb"]["SequenceNumber"]
    ]


@pytest.mark.parametrize("error", [TOO_MANY, EndpointConnectionError(endpoint_url="https://lambda.amazonaws.com")])
def test_a_payload_that_lambda_does_not_take_is_sent_again_from_its_first_record(
    processing: Any, monkeypatch: pytest.MonkeyPatch, logs: FunctionLogs, error: Exception
) -> None:
    monkeypatch.setattr("handlers.contract.score_request.pack.__defaults__", (270,))  # two transactions to a payload
    records = [CLAIMED, *(stream_record(number) for number in range(1, 7))]
    client = FakeLambda("tx-3", "tx-6", error=error)

    failed = process(processing, client, records)

    assert [len(json.loads(call["Payload"])["transactions"]) for call in client.calls] == [2, 2, 2]
    assert failed == [f"{3:021d}"], "FakeLambda tries again all that stands behind it"
    assert "k3epm3out" not in logs.text()


def test_an_invocation_logs_what_it_did_in_counts(processing: Any, logs: FunctionLogs) -> None:
    process(processing, FakeLambda(), [*BATCH, stream_record(9, amount={"S": "x"})])

    poison, line = logs.lines()
    assert (poison["message"], poison["sequence_number"]) == ("poison", f"{9:021d}")
    assert line["message"] == "handed over"
    assert line["request_id"] == FakeLambdaContext().aws_request_id
    assert [line[key] for key in ("records", "transactions", "poison", "failed")] == [5, 2, 1, []]
    assert "Offshore" not in json.dumps([poison, line])
