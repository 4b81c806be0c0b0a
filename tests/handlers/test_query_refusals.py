"""Requests to read that break a rule are told which one, and a table that does not answer is told as such."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.handlers.functions import FunctionLogs
from tests.handlers.queries_on_aws import QueriesOnAws, asked

CURSOR = "cursor: must be the one of the page before, asked for with the same parameters"


@pytest.mark.parametrize(
    ("route", "query", "error"),
    [
        ("/alerts", {"limit": "1000000"}, "limit: must be a whole number from 1 to 100"),
        (
            "/transactions",
            {"id": ""},
            "id: is required, 1 to 256 printable characters, single spaces only between them",
        ),
        *(("/alerts", {"cursor": each}, CURSOR) for each in ("", "x", "\u00e9", "A" * 9000)),
    ],
)
def test_it_says_which_parameter_breaks_which_rule(
    queries: QueriesOnAws, route: str, query: Mapping[str, str], error: str
) -> None:
    answer = queries.invoke(asked(route) | {"queryStringParameters": dict(query)})
    assert (answer.status, answer.body) == (400, {"error": error})


@pytest.mark.parametrize("route", ["/transactions", "/alerts", "/reviews", "/entities"])
def test_who_takes_no_json_is_told_so(queries: QueriesOnAws, route: str) -> None:
    answer = queries.get(route, accept="text/html")
    assert (answer.status, answer.body) == (406, {"error": "Accept: must allow application/json"})


@pytest.mark.parametrize(
    ("route", "query"),
    [
        ("/transactions", {"id": "tx-1"}),
        ("/alerts", {}),
        ("/reviews", {}),
        ("/entities", {"kind": "customer", "id": "C-1"}),
    ],
)
def test_a_table_that_does_not_answer_is_503_with_the_time_to_wait(
    queries: QueriesOnAws,
    logs: FunctionLogs,
    monkeypatch: pytest.MonkeyPatch,
    route: str,
    query: dict[str, str],
) -> None:
    def fail(*_: object) -> Any:
        raise EndpointConnectionError(endpoint_url="https://memory.invalid")

    monkeypatch.setattr(queries.module.reads, "_make_api_call", fail)
    logs.text()
    answer = queries.get(route, **query)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert answer.body == {"error": "it cannot be read now, try again"}
    (line,) = [each for each in logs.lines() if each["level"] == "ERROR"]
    assert (line["message"], line["QueriesUnread"], line["route"]) == ("unread", 1, route)


def test_the_log_has_the_route_and_nothing_that_was_asked_for(queries: QueriesOnAws, logs: FunctionLogs) -> None:
    logs.text()
    queries.get("/transactions", id="tx-secret")
    queries.get("/alerts", outcome="secret")
    text = logs.text()
    assert "secret" not in text
    assert '"/transactions"' in text
