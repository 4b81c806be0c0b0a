"""Fallback messages are redriven through who wrote them: Decision where they hold a decision, else Ingestion."""

import json
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fraudctl.errors import CommandError
from fraudctl.recovery.errors import Contradicted, Retryable, Unprocessable
from fraudctl.recovery.fallback_messages import FallbackMessageHandler
from fraudctl.recovery.function_client import FunctionClient
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, service_error

DECISION = b64encode(b"\x01 as it was told").decode()
MESSAGE = '{"request":{"transaction_id":"tx-1","amount":0.10000000000000000001},"received":7,"trace_id":null}'
DECIDED = MESSAGE.replace("null}", f'null,"decision":"{DECISION}"}}')
"""The same message of Decision."""


def scripted_ingestion(status: int, **body: Any) -> ScriptedFunction:
    return ScriptedFunction(lambda _: {"statusCode": status, "body": json.dumps(body)})


def handler_of(ingestion: ScriptedFunction, decision: ScriptedFunction | None = None) -> FallbackMessageHandler:
    """Return a handler over these functions; the second is not to be invoked unless it is given."""
    return FallbackMessageHandler(ingestion.client, lambda: (decision or ScriptedFunction(AssertionError)).client)


def test_a_message_is_handed_over_word_for_word() -> None:
    ingestion = scripted_ingestion(200, transaction_id="tx-1", timestamp=7)

    assert handler_of(ingestion)(MESSAGE)() == 1
    assert ingestion.invoked == [{"letter": MESSAGE}]


def test_a_message_whose_transaction_is_stored_already_is_a_duplicate() -> None:
    assert handler_of(scripted_ingestion(200, duplicate=True))(MESSAGE)() == 0


def test_a_message_with_a_decision_is_handed_to_decision_word_for_word() -> None:
    decision = scripted_ingestion(200, transaction_id="tx-1", timestamp=7, outcome="review")
    handler = handler_of(ScriptedFunction(AssertionError), decision)

    assert handler(DECIDED)() == 1
    assert decision.invoked == [{"letter": DECIDED}]
    assert handler_of(ScriptedFunction(AssertionError), scripted_ingestion(200, duplicate=True))(DECIDED)() == 0


def test_a_stack_without_decision_is_asked_for_it_only_by_a_message_that_needs_it() -> None:
    def missing() -> FunctionClient:
        raise CommandError("run `pulumi up`")

    handler = FallbackMessageHandler(scripted_ingestion(200).client, missing)

    assert handler(MESSAGE)() == 1
    with pytest.raises(CommandError, match="pulumi up"):
        handler(DECIDED)


@pytest.mark.parametrize("message", [MESSAGE, DECIDED])
def test_what_is_stored_otherwise_is_a_conflict_and_what_could_not_be_stored_comes_again(message: str) -> None:
    otherwise = scripted_ingestion(409, error="transaction_id: is decided otherwise")
    with pytest.raises(Contradicted, match="decided otherwise") as raised:
        handler_of(otherwise, otherwise)(message)()
    assert raised.value.subject == "tx-1"

    out = scripted_ingestion(503, error="nothing durable took the transaction, try again")
    with pytest.raises(Retryable, match="nothing durable"):
        handler_of(out, out)(message)()


class MeetingFunctions:
    """An Ingestion and a Decision whose invocations wait for one another, and count how many ran at the same time."""

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


def redrive_concurrently(functions: MeetingFunctions, *identities: str) -> int:
    """Redrive a message of each id concurrently, every other one with a decision; return how many met in a function."""
    handler = handler_of(ScriptedFunction(functions), ScriptedFunction(functions))
    messages = [MESSAGE if number % 2 else DECIDED for number, _ in enumerate(identities)]
    tasks = [handler(each.replace("tx-1", identity)) for each, identity in zip(messages, identities, strict=True)]
    with ThreadPoolExecutor(len(tasks)) as threads:
        for done in [threads.submit(task) for task in tasks]:
            done.result()
    return functions.at_once


def test_messages_of_one_id_are_redriven_one_after_the_other_since_a_race_could_store_both() -> None:
    assert redrive_concurrently(MeetingFunctions(patience=0.5), "tx-1", "tx-1") == 1


def test_messages_of_several_ids_are_redriven_concurrently() -> None:
    assert redrive_concurrently(MeetingFunctions(patience=30), "tx-1", "tx-2") == 2


@pytest.mark.parametrize("status", [400, 413])
def test_a_message_that_ingestion_refuses_is_poison(status: int) -> None:
    task = handler_of(scripted_ingestion(status, error="transaction_id: is known with other content"))(MESSAGE)

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
        handler_of(ScriptedFunction(script))(MESSAGE)()


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '{"request": {}, "received": 7, "trace_id": null}'])
def test_any_other_message_is_poison_before_anything_is_invoked(body: str) -> None:
    with pytest.raises(Unprocessable, match="no fallback message of Ingestion's or Decision's"):
        handler_of(ScriptedFunction(AssertionError))(body)
