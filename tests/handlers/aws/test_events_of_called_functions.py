"""Functions that call others send them what API Gateway would: the same route, method, headers and parameters."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from handlers.aws.called_functions import CalledFunctions, FunctionNames
from handlers.fraud_detector.wire import answer_response
from tests.handlers.functions import captured_event

BODY = '{"transaction_id": "tx-1"}'


@pytest.mark.parametrize(
    ("call", "function", "resource"),
    [("decide", "decision", "/decisions"), ("store", "ingestion", "/transactions"), ("label", "feedback", "/labels")],
)
def test_a_body_is_posted_to_the_route_of_its_function(call: str, function: str, resource: str) -> None:
    name, event = called(call, BODY)
    gateway = captured_event("api_request")

    assert name == function
    assert event["resource"] == resource
    assert event["body"] == BODY
    for field in ("httpMethod", "isBase64Encoded"):
        assert event[field] == gateway[field]
    assert event["headers"] == {"Content-Type": "application/json"}
    assert event.keys() <= gateway.keys()


def test_a_transaction_is_asked_for_by_its_id() -> None:
    name, event = called("transaction", "tx-1")

    assert name == "queries"
    assert (event["resource"], event["queryStringParameters"]) == ("/transactions", {"id": "tx-1"})
    assert event.keys() <= captured_event("api_request").keys()


def test_an_answer_is_one_that_api_gateway_takes() -> None:
    answer = answer_response({"name": "value"})

    assert answer.keys() == {"statusCode", "headers", "body"}
    assert answer["headers"] == {"Content-Type": "application/x-amz-json-1.1"}
    assert json.loads(answer["body"]) == {"name": "value"}


def called(call: str, *arguments: str) -> tuple[str, dict[str, Any]]:
    """Return the function that a call invokes, and the event that it sends."""
    sent = list[tuple[str, bytes]]()

    def invoke(**asked: Any) -> dict[str, Any]:
        sent.append((asked["FunctionName"], asked["Payload"]))
        return {"Payload": io.BytesIO(b'{"statusCode": 200, "headers": {}, "body": "{}"}')}

    client: Any = SimpleNamespace(invoke=invoke)
    functions = CalledFunctions(client, FunctionNames("decision", "ingestion", "feedback", "queries"))
    getattr(functions, call)(*arguments)
    ((name, event),) = sent
    return name, json.loads(event)
