"""Queries on the embedded AWS, IAM enforced: what was decided, alerted and learnt is read back through the API."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from fraudctl.stacks.local_stack import LocalStack
from handlers.aws.attributes import to_attributes
from handlers.contract.shard import shard_of
from tests.pipeline.stack_calls import ROOT, ApiAnswer, post_transaction, score
from tests.pipeline.waiting import eventually

ODD_IDS = ("read me", "read-50%", "read?&=#", "read-ä")


def get(stack: LocalStack, path: str, *, accept: str = "*/*", method: str = "GET", **query: str) -> ApiAnswer:
    """Ask the API for a path that is escaped as URLs are; `from` is written `from_`."""
    base = stack.target.exports["api_endpoint"].removesuffix("/transactions")
    named = urlencode({name.rstrip("_"): value for name, value in query.items()}, quote_via=quote)
    url = f"{base}{path}{'?' if named else ''}{named}"
    request = AWSRequest(method, url, headers={"Accept": accept})
    SigV4Auth(ROOT, "execute-api", stack.target.region).add_auth(request)
    signed = urllib.request.Request(url, headers=dict(request.headers.items()), method=method)  # noqa: S310 -- 127.0.0.1
    try:
        with urllib.request.urlopen(signed, timeout=30) as answer:  # noqa: S310 -- 127.0.0.1
            return ApiAnswer(answer.status, json.load(answer), dict(answer.headers.items()))
    except urllib.error.HTTPError as error:
        with error:
            return ApiAnswer(error.code, json.load(error), dict(error.headers.items()))


def listed(stack: LocalStack, limit: int, **query: str) -> list[Mapping[str, Any]]:
    """Return the alerts of all pages."""
    found = list[Mapping[str, Any]]()
    while True:
        page = get(stack, "/alerts", limit=str(limit), **query)
        assert page.status == 200, page
        found += page.body["alerts"]
        if "cursor" not in page.body:
            return found
        query["cursor"] = page.body["cursor"]


def test_a_decision_is_read_back_as_it_was_answered_and_again_once_it_is_scored(pipeline: LocalStack) -> None:
    payment = {"transaction_id": "read-back", "amount": 20000, "merchant": "Crypto Kingdom", "customer_id": "C-read"}
    answer = post_transaction(pipeline, payment, endpoint="decisions_endpoint").body
    first = get(pipeline, "/transactions/read-back")
    assert first.status == 200, first
    score(pipeline, "read-back")
    for shown in (first.body, get(pipeline, "/transactions", id="read-back").body):
        assert {name: shown["transaction"][name] for name in payment} == payment
        assert {name: shown["decision"][name] for name in ("outcome", "score", "reasons", "strategy")} == {
            name: answer[name] for name in ("outcome", "score", "reasons", "strategy")
        }


@pytest.mark.parametrize("name", ODD_IDS)
def test_ids_are_found_by_path_and_by_query_whatever_their_characters(pipeline: LocalStack, name: str) -> None:
    post_transaction(pipeline, {"transaction_id": name, "amount": 1})
    by_path, by_query = get(pipeline, f"/transactions/{quote(name, safe='')}"), get(pipeline, "/transactions", id=name)
    assert [by_path.status, by_query.status] == [200, 200]
    assert by_path.body["transaction"]["transaction_id"] == by_query.body["transaction"]["transaction_id"] == name


def test_an_id_with_a_slash_is_found_by_query(pipeline: LocalStack) -> None:
    post_transaction(pipeline, {"transaction_id": "read/a", "amount": 1})
    assert get(pipeline, "/transactions", id="read/a").status == 200


def test_an_alert_is_listed_soon_after_its_transaction(pipeline: LocalStack) -> None:
    began = datetime.now(UTC) - timedelta(seconds=1)
    risky = {"amount": 20000, "merchant": "Crypto Kingdom"}
    post_transaction(pipeline, {"transaction_id": "read-alert", **risky})
    score(pipeline, "read-alert")

    def found() -> list[Mapping[str, Any]]:
        alerts = listed(pipeline, 100, from_=began.isoformat(), outcome="review")
        return [each for each in alerts if each["transaction_id"] == "read-alert"]

    (alert,) = eventually(found, "the alert in its index")
    assert (alert["amount"], alert["merchant"]) == (20000, "Crypto Kingdom")


@pytest.mark.parametrize("limit", [3, 100])
def test_alerts_of_one_moment_and_of_several_days_are_listed_once_each(pipeline: LocalStack, limit: int) -> None:
    ends = datetime.now(UTC) - timedelta(days=9)
    moments = [ends - timedelta(days=each // 20, seconds=each % 2) for each in range(60)]
    names = [f"read-{limit}-{each}" for each in range(60)]
    client, table = pipeline.target.client("dynamodb"), pipeline.target.exports["fraud_scores_table_name"]
    for name, at in zip(names, moments, strict=True):
        shard = f"{at.date().isoformat()}#{shard_of(name)}"
        key = {"transaction_id": name, "alert_shard": shard, "alerted_at": at.isoformat()}
        row = {"timestamp": 1, "fraud_score": 1, "amount": 1, "merchant": "M", "outcome": "decline", **key}
        client.put_item(TableName=table, Item=to_attributes(row))
    bounds = {"from_": (min(moments)).isoformat(), "to": (ends + timedelta(seconds=1)).isoformat()}
    found = [each for each in listed(pipeline, limit, **bounds) if each["transaction_id"] in names]
    assert sorted(each["transaction_id"] for each in found) == sorted(names)
    times = [each["alerted_at"] for each in found]
    assert times == sorted(times, reverse=True)
    for name in names:
        client.delete_item(TableName=table, Key=to_attributes({"transaction_id": name}))


def test_an_entity_is_read_with_the_payments_that_were_scored(pipeline: LocalStack) -> None:
    at = time.time_ns() // 1_000_000 - 60_000
    post_transaction(
        pipeline, {"transaction_id": "read-entity", "amount": 5, "customer_id": "C-entity", "timestamp": at}
    )
    score(pipeline, "read-entity")
    shown = get(pipeline, "/entities", kind="customer", id="C-entity")
    assert shown.status == 200, shown
    assert (shown.body["features"]["count_1h"], shown.body["features"]["sum_24h"]) == (1, 5)
    assert [each["amount"] for each in shown.body["events"]] == [5]


@pytest.mark.parametrize(
    ("path", "query", "accept", "status"),
    [
        ("/transactions/never-heard-of", {}, "*/*", 404),
        ("/transactions", {}, "*/*", 400),
        ("/transactions", {"id": "a", "limit": "1"}, "*/*", 400),
        ("/alerts", {"limit": "0"}, "*/*", 400),
        ("/alerts", {"limit": "1000000"}, "*/*", 400),
        ("/alerts", {"cursor": "from-elsewhere"}, "*/*", 400),
        ("/alerts", {"from_": "2026-11-27", "to": "2026-11-26"}, "*/*", 400),
        ("/reviews", {"state": "expired"}, "*/*", 400),
        ("/entities", {"kind": "customer", "id": "never-heard-of"}, "*/*", 404),
        ("/alerts", {}, "text/html", 406),
    ],
)
def test_what_cannot_be_read_is_refused_in_our_form(
    pipeline: LocalStack, path: str, query: dict[str, str], accept: str, status: int
) -> None:
    answer = get(pipeline, path, accept=accept, **query)
    assert answer.status == status, answer
    assert list(answer.body) == ["error"]


@pytest.mark.parametrize("path", ["/alerts", "/entities", "/transactions/any"])
def test_other_methods_name_those_that_are_allowed(pipeline: LocalStack, path: str) -> None:
    answer = get(pipeline, path, method="DELETE")
    assert answer.status == 405, answer
    assert "GET" in {name.lower(): value for name, value in answer.headers.items()}["allow"]
