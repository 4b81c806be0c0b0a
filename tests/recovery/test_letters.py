"""Ingestion's letters go back through Ingestion."""

import json
from typing import Any

import pytest

from fraudctl.recovery.errors import NotDurable, Poisoned
from fraudctl.recovery.letters import Letters
from tests.recovery.scripted import Function, refusal

LETTER = '{"request":{"transaction_id":"tx-1","amount":0.10000000000000000001},"received":7,"trace_id":null}'


def answering(status: int, **body: Any) -> Function:
    return Function(lambda _: {"statusCode": status, "body": json.dumps(body)})


def test_a_letter_is_handed_over_word_for_word() -> None:
    ingestion = answering(200, transaction_id="tx-1", timestamp=7)

    assert Letters(ingestion.invocation)(LETTER)() == 1
    assert ingestion.invoked == [{"letter": LETTER}]


def test_a_letter_whose_transaction_is_stored_already_is_done() -> None:
    assert Letters(answering(200, duplicate=True).invocation)(LETTER)() == 0


@pytest.mark.parametrize("status", [400, 409, 413])
def test_what_ingestion_refuses_is_poison(status: int) -> None:
    work = Letters(answering(status, error="transaction_id: is known with other content").invocation)(LETTER)

    with pytest.raises(Poisoned, match="known with other content") as kept:
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
    with pytest.raises(NotDurable):
        Letters(Function(script).invocation)(LETTER)()


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '{"request": {}, "received": 7, "trace_id": null}'])
def test_what_is_no_letter_is_poison_before_anything_is_invoked(body: str) -> None:
    with pytest.raises(Poisoned, match="no letter of Ingestion's"):
        Letters(Function(AssertionError).invocation)(body)
