"""Scoring's payloads are scored again, in both forms in which Lambda keeps them."""

import json
from typing import Any

import pytest

from fraudctl.recovery.errors import Retryable, Unprocessable
from fraudctl.recovery.score_requests import ScoreRequestHandler, parse_score_request
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, scripted_scoring, transaction_payload

PAYLOAD = {"transactions": [transaction_payload("tx-1"), transaction_payload("tx-2")]}
ENVELOPE = {
    "requestContext": {"functionArn": "arn", "condition": "RetriesExhausted", "approximateInvokeCount": 3},
    "requestPayload": PAYLOAD,
    "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
    "responsePayload": {"errorType": "ClientError", "errorMessage": "..."},
}


@pytest.mark.parametrize("message", [PAYLOAD, ENVELOPE], ids=["dead-letter queue", "destination"])
def test_a_payload_is_scored_and_a_second_time_changes_nothing(message: Any) -> None:
    scorer = scripted_scoring()
    task = ScoreRequestHandler(scorer.scoring_client)(json.dumps(message))

    assert [task(), task()] == [2, 0]
    assert scorer.invoked == [PAYLOAD, PAYLOAD]


def test_a_payload_that_scoring_fails_on_stays_with_its_reason() -> None:
    failing = ScriptedFunction(lambda _: {"errorType": "Unfinished", "errorMessage": "2 entries:\n unprocessed"})

    with pytest.raises(Retryable, match="the-function failed: Unfinished: 2 entries: unprocessed"):
        ScoreRequestHandler(failing.scoring_client)(json.dumps(PAYLOAD))()


@pytest.mark.parametrize("body", ["", "[]", '{"transactions": 7}', '{"requestPayload": {"transactions": [{}]}}'])
def test_a_message_that_is_not_a_score_request_is_poison(body: str) -> None:
    with pytest.raises(Unprocessable, match="is no score request"):
        parse_score_request(body)
