"""Stream records that are not transactions go to the dead-letter queue once, and the others go on."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from handlers.aws.dead_letter_queue import DeadLetterSender
from tests.handlers.functions import FunctionLogs
from tests.handlers.processing_on_aws import FakeLambda, insert_record, process_records

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


LARGE = ("x" * 300_000, "é" * 45_000, "\uffff" * 90_000, "\U0001f600" * 30_000)


@pytest.mark.parametrize(("change", "reason"), POISON.values(), ids=POISON)
def test_a_poison_record_goes_to_the_queue_complete_and_the_others_go_on(
    processing: Any,
    dead_letters: Callable[[], list[Any]],
    logs: FunctionLogs,
    change: dict[str, Any],
    reason: str | None,
) -> None:
    poison = insert_record(2, **change)
    image = poison["dynamodb"]["NewImage"]
    poison["dynamodb"]["NewImage"] = {name: value for name, value in image.items() if value}
    client = FakeLambda()

    assert process_records(processing, client, [insert_record(1), poison, insert_record(3)]) == []

    assert [each["transaction_id"] for each in client.transactions] == ["tx-1", "tx-3"]
    (message,) = dead_letters()
    body = json.loads(message["Body"])
    assert body["record"] == poison
    assert body["reason"] == message["MessageAttributes"]["reason"]["StringValue"]
    assert reason is None or body["reason"] == reason
    assert "k3epm3out" not in body["reason"] + logs.text()


def test_nothing_that_is_sent_holds_a_character_that_a_queue_refuses(
    processing: Any, dead_letters: Callable[[], list[Any]]
) -> None:
    weird: dict[str, Any] = {name: {"S": "a\ufffe\uffffb"} for name in ("merchant", "customer_id", "currency", "more")}
    client = FakeLambda()

    process_records(processing, client, [insert_record(1, **weird), insert_record(2, **weird, amount={"S": "\uffff"})])

    (call,), (message,) = client.calls, dead_letters()
    sent = call["Payload"].decode() + message["Body"] + message["MessageAttributes"]["reason"]["StringValue"]
    assert not {"\ufffe", "\uffff"} & set(sent)
    assert client.transactions[0]["merchant"] == "a\ufffe\uffffb"
    assert json.loads(message["Body"])["record"]["dynamodb"]["NewImage"]["more"] == {"S": "a\ufffe\uffffb"}


@pytest.mark.parametrize("kind", ["INSERT", "MODIFY"])
@pytest.mark.parametrize("image", [None, {}, "absent"])
def test_a_record_without_an_image_is_poison(
    processing: Any, dead_letters: Callable[[], list[Any]], kind: str, image: Any
) -> None:
    bare = {**insert_record(1), "eventName": kind}
    bare["dynamodb"]["NewImage"] = image
    if image == "absent":
        del bare["dynamodb"]["NewImage"]

    assert process_records(processing, FakeLambda(), [bare]) == []
    assert json.loads(dead_letters()[0]["Body"])["reason"] == "transaction_id: is missing"


@pytest.mark.parametrize("note", LARGE, ids=len)
def test_a_poison_record_that_is_too_large_for_the_queue_goes_there_without_added_attributes(
    processing: Any, dead_letters: Callable[[], list[Any]], note: str
) -> None:
    poison = insert_record(2, amount={"S": "x"})
    grown = copy.deepcopy(poison)
    grown["dynamodb"]["NewImage"]["note"] = grown["dynamodb"]["OldImage"] = {"S": note}
    client = FakeLambda()

    assert process_records(processing, client, [insert_record(1), grown, insert_record(3)]) == []

    (message,) = dead_letters()
    body = json.loads(message["Body"])
    assert body["reason"] == "amount: is not of type N"
    assert body["record"] == poison
    assert [each["transaction_id"] for each in client.transactions] == ["tx-1", "tx-3"]


@pytest.mark.parametrize("note", LARGE, ids=len)
def test_a_poison_record_whose_metadata_is_too_large_for_the_queue_goes_there_without_it(
    processing: Any, dead_letters: Callable[[], list[Any]], note: str
) -> None:
    poison = insert_record(2, amount={"S": "x"}, metadata={"M": {"note": {"S": note}}})

    assert process_records(processing, FakeLambda(), [poison]) == []

    (message,) = dead_letters()
    del poison["dynamodb"]["NewImage"]["metadata"]
    assert json.loads(message["Body"])["record"] == poison


@pytest.mark.parametrize("merchant", LARGE, ids=len)
def test_a_poison_record_whose_own_fields_are_too_large_for_the_queue_goes_there_without_its_image(
    processing: Any, dead_letters: Callable[[], list[Any]], merchant: str
) -> None:
    poison = insert_record(2, amount={"S": "x"}, merchant={"S": merchant})

    assert process_records(processing, FakeLambda(), [poison]) == []

    (message,) = dead_letters()
    del poison["dynamodb"]["NewImage"]
    assert json.loads(message["Body"]) == {"reason": "amount: is not of type N", "record": poison}
    assert poison["dynamodb"]["Keys"]


def test_a_poison_record_that_the_queue_does_not_take_is_retried(processing: Any) -> None:
    class Broken:
        def send_message(self, **_: Any) -> None:
            raise EndpointConnectionError(endpoint_url="https://sqs.us-east-1.amazonaws.com")

    queue: Any = Broken()
    processing.dead_letters = DeadLetterSender(queue, "queue")
    poison = insert_record(2, amount={"S": "x"})

    assert process_records(processing, FakeLambda(), [insert_record(1), poison, insert_record(3)]) == [
        poison["dynamodb"]["SequenceNumber"]
    ]
