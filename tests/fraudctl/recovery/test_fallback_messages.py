"""Ingestion's fallback messages are redriven through Ingestion."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.fallback_messages import FallbackMessageHandler
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, service_error

MESSAGE = '{"request":{"transaction_id":"tx-1","amount":0.10000000000000000001},"received":7,"trace_id":null}'


def scripted_ingestion(status: int, **body: Any) -> ScriptedFunction:
    return ScriptedFunction(lambda _: {"statusCode": status, "body": json.dumps(body)})


def test_a_message_is_handed_over_word_for_word() -> None:
    ingestion = scripted_ingestion(200, transaction_id="tx-1", timestamp=7)

    assert FallbackMessageHandler(ingestion.client)(MESSAGE)() == 1
    assert ingestion.invoked == [{"letter": MESSAGE}]


def test_a_message_whose_transaction_is_stored_already_is_a_duplicate() -> None:
    assert FallbackMessageHandler(scripted_ingestion(200, duplicate=True).client)(MESSAGE)() == 0


class MeetingIngestion:
    """An Ingestion whose invocations wait for one another, and count how many ran at the same time."""

    def __init__(self, *, patience: float) -> None:
        self.met = threading.Barrier(2, timeout=patience)
        self.at_once = 0

    def __call__(self, _event: Any) -> dict[str, Any]:
        try:
            self.met.wait()
        except threading.BrokenBarrierError:
            self.at_once = max(self.at_once, 1)
        else:
            self.at_once = 2
        return {"statusCode": 200, "body": "{}"}


def redrive_concurrently(ingestion: MeetingIngestion, *identities: str) -> int:
    """Redrive a message of each id concurrently; return how many of them Ingestion saw at once."""
    handler = FallbackMessageHandler(ScriptedFunction(ingestion).client)
    tasks = [
        handler(json.dumps({"request": {"transaction_id": each}, "received": 7, "trace_id": None}))
        for each in identities
    ]
    with ThreadPoolExecutor(len(tasks)) as threads:
        for done in [threads.submit(task) for task in tasks]:
            done.result()
    return ingestion.at_once


def test_messages_of_one_id_are_redriven_one_after_the_other_since_a_race_could_store_both() -> None:
    assert redrive_concurrently(MeetingIngestion(patience=0.5), "tx-1", "tx-1") == 1


def test_messages_of_several_ids_are_redriven_concurrently() -> None:
    assert redrive_concurrently(MeetingIngestion(patience=30), "tx-1", "tx-2") == 2


@pytest.mark.parametrize("status", [400, 409, 413])
def test_a_message_that_ingestion_refuses_is_poison(status: int) -> None:
    task = FallbackMessageHandler(
        scripted_ingestion(status, error="transaction_id: is known with other content").client
    )(MESSAGE)

    with pytest.raises(Unprocessable, match="known with other content") as raised:
        task()
    assert raised.value.subject == "tx-1"


@pytest.mark.parametrize(
    "script",
    [
        lambda _: {"statusCode": 503, "body": '{"error": "nothing durable took the transaction"}'},
        lambda _: {"errorType": "Runtime.ExitError", "errorMessage": "signal: killed"},
        lambda _: service_error("TooManyRequestsException"),
        lambda _: service_error("AccessDeniedException"),
    ],
)
def test_a_message_that_is_not_certainly_stored_stays(script: Any) -> None:
    with pytest.raises(Retryable):
        FallbackMessageHandler(ScriptedFunction(script).client)(MESSAGE)()


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '{"request": {}, "received": 7, "trace_id": null}'])
def test_any_other_message_is_poison_before_anything_is_invoked(body: str) -> None:
    with pytest.raises(Unprocessable, match="no fallback message of Ingestion's"):
        FallbackMessageHandler(ScriptedFunction(AssertionError).client)(body)
