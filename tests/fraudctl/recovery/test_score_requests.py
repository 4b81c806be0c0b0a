"""Scoring's payloads go back to Scoring, whichever way Lambda kept them."""

import json
from typing import Any

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.function_client import ScoringClient
from fraudctl.recovery.score_requests import ScoreRequestHandler, score_request
from tests.fraudctl.recovery.scripted_aws import Function, scoring, transaction

PAYLOAD = {"transactions": [transaction("tx-1"), transaction("tx-2")]}
ENVELOPE = {
    "requestContext": {"functionArn": "arn", "condition": "RetriesExhausted", "approximateInvokeCount": 3},
    "requestPayload": PAYLOAD,
    "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
    "responsePayload": {"errorType": "ClientError", "errorMessage": "..."},
}


@pytest.mark.parametrize("message", [PAYLOAD, ENVELOPE], ids=["dead-letter queue", "destination"])
def test_a_payload_is_scored_and_a_second_time_changes_nothing(message: Any) -> None:
    scorer = scoring()
    work = ScoreRequestHandler(ScoringClient(scorer.invocation))(json.dumps(message))

    assert [work(), work()] == [2, 0]
    assert scorer.invoked == [PAYLOAD, PAYLOAD]


def test_a_payload_that_scoring_fails_on_stays_with_its_reason() -> None:
    failing = Function(lambda _: {"errorType": "Unfinished", "errorMessage": "2 entries:\n undone"})

    with pytest.raises(Retryable, match="the-function failed: Unfinished: 2 entries: undone"):
        ScoreRequestHandler(ScoringClient(failing.invocation))(json.dumps(PAYLOAD))()


@pytest.mark.parametrize("body", ["", "[]", '{"transactions": 7}', '{"requestPayload": {"transactions": [{}]}}'])
def test_what_is_no_score_request_is_poison(body: str) -> None:
    with pytest.raises(Unprocessable, match="is no score request"):
        score_request(body)
