"""A wrong path or method gets an answer in our form, without a signature and without a function running."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stack_calls import ApiAnswer, post_transaction
from tests.pipeline.waiting import eventually


def send_unsigned(stack: LocalStack, method: str, path: str, *, data: bytes | None = None, **headers: str) -> ApiAnswer:
    """Send an unsigned request under the stage's root, and return the API's answer."""
    root = stack.target.exports["api_endpoint"].removesuffix("/transactions")
    request = urllib.request.Request(root + path, data=data, method=method, headers=headers)  # noqa: S310 -- 127.0.0.1
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)  # noqa: S310 -- 127.0.0.1
    with refused.value as answer:
        text = answer.read()
        return ApiAnswer(answer.code, json.loads(text) if text else None, dict(answer.headers.items()))


def invocations(stack: LocalStack) -> list[str]:
    """Return the requests that Ingestion ran for, from Lambda's own log lines, in order."""
    logs, name = stack.target.client("logs"), stack.target.exports["ingestion_function_name"]
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{name}")
    lines = [event["message"] for page in pages for event in page["events"]]
    return [line.partition(" Version")[0] for line in lines if line.startswith("START RequestId")]


def in_our_form(answer: ApiAnswer) -> bool:
    return isinstance(answer.body, dict) and list(answer.body) == ["error"] and isinstance(answer.body["error"], str)


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/transactions", "GET, POST"),
        ("/transactions/batch", "POST"),
        ("/transactions/one", "GET"),
        ("/reviews", "GET, POST"),
        ("/alerts", "GET"),
        ("/entities", "GET"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"])
def test_another_method_on_a_known_route_is_405_and_says_which_it_takes(
    pipeline: LocalStack, method: str, path: str, taken: str
) -> None:
    answer = send_unsigned(pipeline, method, path, data=b"{}" if method == "POST" else None)

    if method in taken.split(", "):
        assert answer.status == 403, "who does not sign may not know more"
        return
    assert (answer.status, answer.headers["Allow"]) == (405, taken)
    assert in_our_form(answer)


@pytest.mark.parametrize(
    "path", ["/", "/transaction", "/transactions/one/more", "/transactions/batch/more", "/a/b/c", "/TRANSACTIONS"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_another_path_is_404_whatever_the_method(pipeline: LocalStack, method: str, path: str) -> None:
    answer = send_unsigned(pipeline, method, path, data=b"{}" if method == "POST" else None)

    assert answer.status == 404
    assert in_our_form(answer)
    assert "POST /transactions" in answer.body["error"]


@pytest.mark.parametrize(("path", "status"), [("/transactions", 405), ("/nowhere", 404), ("/", 404)])
def test_head_is_answered_alike_without_a_body(pipeline: LocalStack, path: str, status: int) -> None:
    assert send_unsigned(pipeline, "HEAD", path).status == status


@pytest.mark.parametrize(
    "body",
    [
        ("application/x-www-form-urlencoded", b"a=1"),
        ("text/plain", b'{"statusCode": 200}'),
        ("application/json", b'{"statusCode": 200}'),
    ],
)
@pytest.mark.parametrize(("path", "status"), [("/transactions", 405), ("/nowhere", 404)])
def test_no_body_changes_the_answer(pipeline: LocalStack, path: str, status: int, body: tuple[str, bytes]) -> None:
    kind, data = body
    answer = send_unsigned(pipeline, "PUT", path, data=data, **{"Content-Type": kind})

    assert answer.status == status
    assert in_our_form(answer)


def test_a_body_of_a_type_that_nobody_knows_is_refused_in_our_form_too(pipeline: LocalStack) -> None:
    answer = send_unsigned(pipeline, "PUT", "/nowhere", data=b"?", **{"Content-Type": "application/x-unheard-of"})

    assert answer.status == 404
    assert in_our_form(answer)


@pytest.mark.parametrize("path", ["", "/batch"])
def test_an_unsigned_call_of_a_known_route_stays_403_in_our_form(pipeline: LocalStack, path: str) -> None:
    body: dict[str, Any] = {"transaction_id": "unsigned"}
    answer = post_transaction(pipeline, body, credentials=None, path=path)

    assert answer.status == 403
    assert in_our_form(answer)


def test_no_function_runs_for_an_unknown_route_and_one_does_for_a_known_one(pipeline: LocalStack) -> None:
    post_transaction(pipeline, {"transaction_id": "before-unknown-routes"})
    before = eventually(lambda: invocations(pipeline), "invocation")

    send_unsigned(pipeline, "GET", "/transactions")
    send_unsigned(pipeline, "POST", "/nowhere", data=b"{}")
    send_unsigned(pipeline, "GET", "/")
    assert post_transaction(pipeline, {"transaction_id": "after-unknown-routes"}).status == 200

    after = eventually(lambda: found if (found := invocations(pipeline)) != before else None, "further invocation")
    assert len(after) == len(before) + 1
