"""A failure is told by its cause and what to do, goes on by itself where it passes, and keeps what was typed."""

from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)
from starlette.testclient import TestClient

from fraudctl.client.exceptions import AccessDenied, ApiError, NoAnswer, NotConfigured
from fraudctl.console.context import Console
from fraudctl.console.trouble import trouble_of
from fraudctl.errors import CommandError
from fraudctl.stacks.target import Target
from tests.fraudctl.console.analysts_api import AnalystsApi
from tests.fraudctl.console.test_transaction_page import words


def refused(code: str, message: str = "", status: int = 400) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "Query")


def answered(status: int, said: str) -> NoAnswer:
    error = NoAnswer(said)
    error.status = status
    return error


def caused(by: Exception) -> CommandError:
    error = CommandError("the table strategies-dev cannot be read")
    error.__cause__ = by
    return error


EXPIRED, RIGHT, THROTTLED = "Your AWS credentials", "A right is missing", "Too many requests"
AWAY, TABLE = "AWS does not answer", "A table does not answer"


@pytest.mark.parametrize(
    ("error", "title", "said", "passing"),
    [
        (
            refused("ExpiredTokenException", "The security token included in the request is expired"),
            EXPIRED,
            "token",
            True,
        ),
        (refused("UnrecognizedClientException"), EXPIRED, "log in again", True),
        (NoCredentialsError(), EXPIRED, "log in again", True),
        (NotConfigured("there are no AWS credentials to sign with"), EXPIRED, "no AWS credentials", True),
        (AccessDenied("The security token included in the request is expired"), EXPIRED, "expired", True),
        (refused("AccessDeniedException", "dynamodb:Query on table/x"), RIGHT, "dynamodb:Query on table/x", False),
        (caused(refused("AccessDenied", "dynamodb:GetItem")), RIGHT, "dynamodb:GetItem", False),
        (AccessDenied("execute-api:Invoke on arn:…/prod/GET/alerts"), RIGHT, "read_policy_arn", False),
        (AccessDenied("execute-api:Invoke on arn:…/prod/POST/labels"), RIGHT, "feedback_policy_arn", False),
        (AccessDenied("Forbidden"), RIGHT, "read_policy_arn or feedback_policy_arn", False),
        (refused("ProvisionedThroughputExceededException", "table x"), THROTTLED, "table x", True),
        (refused("ThrottlingException"), THROTTLED, "wait", True),
        (answered(429, "Too Many Requests"), THROTTLED, "the API", True),
        (answered(503, "a table does not answer"), TABLE, "fraudctl status", True),
        (NoAnswer("the API could not be reached: Connection refused"), AWAY, "Connection refused", True),
        (EndpointConnectionError(endpoint_url="https://dynamodb"), AWAY, "dynamodb", True),
        (ConnectTimeoutError(endpoint_url="https://sts"), AWAY, "sts", True),
        (refused("InternalServerError", "oops", 500), AWAY, "oops", True),
        (refused("ResourceNotFoundException", "table x"), "AWS refused it", "table x", False),
        (CommandError("choose an entity"), "It was not done", "choose an entity", False),
    ],
    ids=str,
)
def test_a_failure_says_which_and_what_to_do(
    console: Console,
    error: ApiError | ClientError | BotoCoreError | CommandError,
    *,
    title: str,
    said: str,
    passing: bool,
) -> None:
    found = trouble_of(error, console)
    assert found.title.startswith(title)
    assert said.lower() in f"{found.said} {found.to_do}".lower()
    assert found.passing is passing
    assert found.status >= 400


def test_an_embedded_aws_that_died_is_named(api: AnalystsApi) -> None:
    target = Target(stack="dev", region="us-east-1", exports={}, emulator="http://127.0.0.1:1")
    found = trouble_of(
        NoAnswer("the API could not be reached: Connection refused"), Console(target, connect=lambda _: api)
    )
    assert found.title == "The embedded AWS does not answer"
    assert "fraudctl local up" in found.to_do


def test_a_page_that_only_reads_tries_again_by_itself(browser: TestClient, api: AnalystsApi) -> None:
    api.failing = NoAnswer("the API could not be reached: Connection refused")
    answer = browser.get("/transaction?id=a%26b")
    assert answer.status_code == 503
    assert 'data-retry="/transaction?id=a%26b"' in answer.text
    assert "AWS does not answer" in words(answer.text)
    api.failing = None
    assert "data-retry" not in browser.get("/transaction?id=a%26b").text


def test_a_page_on_which_something_was_typed_is_not_left_by_itself(browser: TestClient, api: AnalystsApi) -> None:
    api.failing = NoAnswer("no answer in time")
    answer = browser.post("/labels", data={"id": "T-1", "label": "fraud", "note": 'two\nlines & "more"'})
    assert answer.status_code == 503
    assert "data-retry" not in answer.text
    assert 'name="label" value="fraud"' in answer.text
    assert 'rows="8">two\nlines &amp; &#34;more&#34;</textarea>' in answer.text


def test_an_error_of_ours_is_a_page_without_its_text(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fraudctl.console.queue.views.select", lambda *_: 1 / 0)
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "ZeroDivisionError" in answer.text
    assert "division by zero" not in answer.text


def test_there_is_a_page_for_an_address_of_nothing(browser: TestClient) -> None:
    answer = browser.get("/<b>nowhere")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "<b>nowhere" not in answer.text
