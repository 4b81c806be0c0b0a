"""A null in API Gateway's event counts as absent, and never makes the function fail."""

from http import HTTPStatus
from typing import Any

import pytest

from handlers.contract.errors import Refused
from handlers.contract.http import request_body
from tests.handlers.functions import captured_event
from tests.handlers.ingestion_on_aws import IngestionOnAws


def with_headers(**headers: str | None) -> dict[str, Any]:
    return {"headers": {name.replace("_", "-"): value for name, value in headers.items()}, "body": "{}"}


@pytest.mark.parametrize(
    "found",
    [
        {"body": "{}"},
        {"headers": None, "body": "{}"},
        {"headers": {}, "body": "{}", "isBase64Encoded": None},
        with_headers(Content_Type=None),
        with_headers(content_type=None, Accept=None),
        with_headers(CONTENT_TYPE=None, content_type="application/json"),
        with_headers(content_type="application/json", Content_Type=None),
        with_headers(Content_Type="APPLICATION/JSON ; charset=UTF-8"),
    ],
)
def test_json_is_taken_under_any_of_its_names_and_under_none(found: dict[str, Any]) -> None:
    assert request_body(found) == b"{}"


def test_a_null_header_hides_no_other_spelling_of_it() -> None:
    with pytest.raises(Refused, match="Content-Type: must be application/json"):
        request_body(with_headers(content_type="text/plain", Content_Type=None))


@pytest.mark.parametrize("value", [["text/plain"], {}, 7, True])
def test_a_header_that_is_not_text_is_ignored_and_such_a_body_refused(value: Any) -> None:
    assert request_body({"headers": {"Content-Type": value}, "body": "{}"}) == b"{}"
    with pytest.raises(Refused, match="body: must be a JSON object in UTF-8"):
        request_body({"headers": None, "body": value or [1]})


def test_a_null_body_is_an_empty_one() -> None:
    assert request_body({"headers": None, "body": None, "isBase64Encoded": True}) == b""


def test_no_null_in_the_event_makes_the_function_fail(ingestion: IngestionOnAws) -> None:
    captured = captured_event("api_request")
    statuses = {name: ingestion.invoke({**captured, name: None}).status for name in captured}

    assert {name for name, status in statuses.items() if status != HTTPStatus.OK} == {"body"}
    assert statuses["body"] == HTTPStatus.BAD_REQUEST


def test_no_null_header_makes_the_function_fail(ingestion: IngestionOnAws) -> None:
    captured = captured_event("api_request")
    nulls = [{**captured["headers"], name: None} for name in captured["headers"]]

    assert {ingestion.invoke({**captured, "headers": headers}).status for headers in nulls} == {HTTPStatus.OK}


def test_a_fallback_message_that_is_not_text_is_refused(ingestion: IngestionOnAws) -> None:
    texts: tuple[object, ...] = (None, 7, {}, "\ud800")
    for text in texts:
        assert ingestion.invoke({"letter": text}).status == HTTPStatus.BAD_REQUEST
