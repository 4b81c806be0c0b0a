"""The parameters of requests that read: each that breaks its rule is refused by name."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.contract.errors import Refused
from handlers.contract.query import (
    alerts_query,
    entity_query,
    reviews_query,
    transaction_in_path,
    transaction_in_query,
)

PARSERS: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "/alerts": alerts_query,
    "/reviews": reviews_query,
    "/entities": entity_query,
    "/transactions": transaction_in_query,
    "/transactions/{id}": transaction_in_path,
}

TIME = "must be a time in ISO 8601, in UTC unless it says otherwise, or epoch milliseconds, 2000 to 2286"

REFUSED: list[tuple[str, dict[str, str], str]] = [
    *(("/alerts", {"limit": each}, "limit: must be a whole number from 1 to 100") for each in ("0", "101", "1000000")),
    *(("/alerts", {"limit": each}, "limit: must be a whole number") for each in ("-1", "1.5", "", "ten", "٣", "+5")),
    ("/reviews", {"limit": "0"}, "limit: must be a whole number from 1 to 100"),
    ("/alerts", {"outcome": "declined"}, "outcome: must be approve, review or decline"),
    ("/alerts", {"outcome": ""}, "outcome: must be approve, review or decline"),
    ("/reviews", {"state": "approved"}, "state: must be open or claimed"),
    *(("/alerts", {"from": each}, f"from: {TIME}") for each in ("yesterday", "", "2026-13-01", "1999-12-31", "12345")),
    *(("/alerts", {"to": each}, f"to: {TIME}") for each in ("9999-12-31T23:59:59-23:00", "0001-01-01", "1" * 20)),
    ("/alerts", {"to": "2026-11-27T00:00:00 01:00"}, "write + as %2B"),
    ("/alerts", {"from": "1767603600"}, "looks like seconds: multiply by 1,000"),
    ("/alerts", {"from": "2026-11-27", "to": "2026-11-26"}, "from: must be before to"),
    ("/alerts", {"from": "2026-11-27", "to": "2026-11-27"}, "from: must be before to"),
    *(),
    ("/alerts", {"since": "2026-11-27"}, "since: is not a query parameter of this route"),
    ("/alerts", {"fr\u043em": "2026-11-27"}, r"fr\u043em: is not a query parameter of this route"),
    ("/transactions", {}, "id: is required, 1 to 256 printable characters"),
    ("/transactions", {"id": ""}, "id: is required, 1 to 256 printable characters"),
    ("/transactions", {"id": "x" * 257}, "id: is required, 1 to 256 printable characters"),
    ("/transactions", {"id": "a\nb"}, "id: is required, 1 to 256 printable characters"),
    ("/transactions", {"id": "a\ud800"}, "id: must be valid Unicode"),
    ("/transactions/{id}", {"id": "tx-1"}, "id: is not a query parameter of this route"),
    ("/entities", {"id": "C-1"}, "kind: is required"),
    ("/entities", {"kind": "customer"}, "id: is required, 1 to 128 printable characters"),
    ("/entities", {"kind": "customer", "id": "x" * 129}, "id: is required, 1 to 128 printable characters"),
    ("/entities", {"kind": "facts#customer", "id": "C-1"}, "kind: is required"),
]


@pytest.mark.parametrize(("route", "query", "error"), REFUSED)
def test_it_says_which_parameter_breaks_which_rule(route: str, query: Mapping[str, str], error: str) -> None:
    with pytest.raises(Refused) as refused:
        PARSERS[route]({"queryStringParameters": dict(query) or None, "pathParameters": {"id": "t"}})
    assert error in str(refused.value)


def test_a_parameter_that_is_given_twice_is_refused() -> None:
    event = {"queryStringParameters": {"id": "b"}, "multiValueQueryStringParameters": {"id": ["a", "b"]}}
    with pytest.raises(Refused, match="id: must not be given twice"):
        transaction_in_query(event)


@pytest.mark.parametrize("name", [None, "", "x" * 300, "a\nb", "\ud800"])
def test_a_path_without_an_id_is_refused(name: str | None) -> None:
    with pytest.raises(Refused, match="id: is required"):
        transaction_in_path({"pathParameters": {"id": name} if name is not None else None})


@pytest.mark.parametrize(
    "written", ["2026-11-27T10:00:00.5Z", "2026-11-27T11:00:00.500+01:00", "2026-11-27T10:00:00.5", "1795773600500"]
)
def test_a_time_is_iso_8601_or_epoch_milliseconds(written: str) -> None:
    asked = alerts_query({"queryStringParameters": {"from": written}})
    assert asked.start == datetime(2026, 11, 27, 10, 0, 0, 500_000, tzinfo=UTC)


def test_what_is_left_out_has_a_default() -> None:
    assert alerts_query({"queryStringParameters": None})[:] == (None, None, None, 50, None)
    assert reviews_query({})[:] == (None, 50, None)


@pytest.mark.parametrize("name", ["order-1", "a b", "50%", "a+b%2", "\u00e4/\u00f6"])
def test_a_path_says_an_id_as_it_is(name: str) -> None:
    assert transaction_in_path({"pathParameters": {"id": name}}) == name


@pytest.mark.parametrize("written", ["a%20b", "50%25", "%C3%A4", "a%252Fb", "%00", "%ff"])
def test_an_id_in_a_path_that_may_be_one_of_two_is_refused_and_nobody_elses_read(written: str) -> None:
    with pytest.raises(Refused, match=re.escape("id: is not safe in a path, ask for it by /transactions?id=")):
        transaction_in_path({"pathParameters": {"id": written}})
