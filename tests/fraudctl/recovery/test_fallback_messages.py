"""Ingestion's letters go back through Ingestion."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.fallback_messages import FallbackMessageHandler
from tests.fraudctl.recovery.scripted_aws import Function, refusal

LETTER = '{"request":{"transaction_id":"tx-1","amount":0.10000000000000000001},"received":7,"trace_id":null}'


def answering(status: int, **body: Any) -> Function:
    return Function(lambda _: {"statusCode": status, "body": json.dumps(body)})


def test_a_letter_is_handed_over_word_for_word() -> None:
    ingestion = answering(200, transaction_id="tx-1", timestamp=7)

    assert FallbackMessageHandler(ingestion.invocation)(LETTER)() == 1
    assert ingestion.invoked == [{"letter": LETTER}]


def test_a_letter_whose_transaction_is_stored_already_is_done() -> None:
    assert FallbackMessageHandler(answering(200, duplicate=True).invocation)(LETTER)() == 0


class Meeting:
    """An Ingestion whose invocations wait for one another, and count how many were at work at once."""

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


def redriven_at_once(ingestion: Meeting, *identities: str) -> int:
    """Bring letters back side by side; return how many of them Ingestion saw at once."""
    letters = FallbackMessageHandler(Function(ingestion).invocation)
    works = [
        letters(json.dumps({"request": {"transaction_id": each}, "received": 7, "trace_id": None}))
        for each in identities
    ]
    with ThreadPoolExecutor(len(works)) as threads:
        for done in [threads.submit(work) for work in works]:
            done.result()
    return ingestion.at_once


def test_letters_of_one_id_go_one_after_the_other_for_a_race_could_store_both() -> None:
    assert redriven_at_once(Meeting(patience=0.5), "tx-1", "tx-1") == 1


def test_letters_of_several_ids_go_side_by_side() -> None:
    assert redriven_at_once(Meeting(patience=30), "tx-1", "tx-2") == 2


@pytest.mark.parametrize("status", [400, 409, 413])
def test_what_ingestion_refuses_is_poison(status: int) -> None:
    work = FallbackMessageHandler(answering(status, error="transaction_id: is known with other content").invocation)(
        LETTER
    )

    with pytest.raises(Unprocessable, match="known with other content") as kept:
        work()
    assert kept.value.subject == "tx-1"


@pytest.mark.parametrize(
    "script",
    [
        lambda _: {"statusCode": 503, "body": '{"error": "nothing durable took the transaction"}'},
        lambda _: {"errorType": "Runtime.ExitError", "errorMessage": "signal: killed"},
        lambda _: refusal("TooManyRequestsException"),
        lambda _: refusal("AccessDeniedException"),
    ],
)
def test_what_is_not_certainly_stored_stays(script: Any) -> None:
    with pytest.raises(Retryable):
        FallbackMessageHandler(Function(script).invocation)(LETTER)()


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '{"request": {}, "received": 7, "trace_id": null}'])
def test_what_is_no_letter_is_poison_before_anything_is_invoked(body: str) -> None:
    with pytest.raises(Unprocessable, match="no letter of Ingestion's"):
        FallbackMessageHandler(Function(AssertionError).invocation)(body)
