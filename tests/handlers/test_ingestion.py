"""Ingestion answers a captured request, stores it by the contract, and logs ids but never the payload."""

import json
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event
from tests.handlers.ingestion_on_aws import IngestionOnAws

NOW = 1_795_350_700_000
TRACE = "1-6a019e87-3f2a1c5d7e9b0a4c6d8f1e2b"


@pytest.fixture(autouse=True)
def _now(ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingestion.module, "time", SimpleNamespace(time_ns=lambda: NOW * 1_000_000))


@pytest.mark.parametrize("name", ["api_request", "api_request_base64"])
def test_a_captured_request_is_stored_as_it_came(
    ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={TRACE};Parent=53995c3f42cd8ad8;Sampled=1")

    answer = ingestion.invoke(captured_event(name))

    assert (answer.status, answer.headers) == (200, {"Content-Type": "application/json"})
    assert answer.body == {
        "message": "Transaction stored successfully",
        "transaction_id": "tx-2026-000017",
        "timestamp": 1_795_350_615_123,
    }
    assert ingestion.rows == [
        {
            "transaction_id": "tx-2026-000017",
            "amount": Decimal("12500.5"),
            "merchant": "Offshore Holdings Ltd",
            "timestamp": 1_795_350_615_123,
            "customer_id": "customer-0042",
            "terminal_id": "terminal-7",
            "currency": "EUR",
            "metadata": {"channel": "web", "attempt": 2, "rate": Decimal("1.1"), "3ds": True, "note": None},
            "created_at": "2026-11-22T12:31:40.000+00:00",
            "trace_id": TRACE,
        }
    ]


def test_absent_fields_get_the_defaults_and_the_time_of_arrival(ingestion: IngestionOnAws) -> None:
    assert ingestion.post({"transaction_id": "tx-1"}).body["timestamp"] == NOW

    (item,) = ingestion.items
    assert datetime.fromisoformat(item.pop("created_at")).timestamp() == NOW / 1000
    assert item == {"transaction_id": "tx-1", "amount": 0, "merchant": "unknown", "timestamp": NOW}


@pytest.mark.parametrize("amount", ["0", "0.1", "9" * 38, "1e3", "1" + "0" * 50, "1." + "0" * 60, "0e500"])
def test_an_amount_reaches_the_table_exactly(ingestion: IngestionOnAws, amount: str) -> None:
    assert ingestion.post(f'{{"transaction_id": "tx-1", "amount": {amount}}}').status == 200

    assert ingestion.items[0]["amount"] == Decimal(amount)


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON", "application/json; charset=utf-8", None]
)
def test_json_is_taken_under_any_of_its_names_and_under_none(
    ingestion: IngestionOnAws, content_type: str | None
) -> None:
    headers = {"CONTENT-TYPE": content_type} if content_type else None

    assert ingestion.invoke({**captured_event("api_request"), "headers": headers}).status == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(ingestion: IngestionOnAws, content_type: str) -> None:
    answer = ingestion.invoke({**captured_event("api_request"), "headers": {"Content-Type": content_type}})

    assert (answer.status, answer.body) == (400, {"error": "Content-Type: must be application/json"})
    assert not ingestion.rows


@pytest.mark.parametrize("body", ["not base64!", "ünïcödé", "e30", "/w=="])
def test_a_body_that_is_not_what_its_encoding_says_is_refused(ingestion: IngestionOnAws, body: str) -> None:
    answer = ingestion.invoke({**captured_event("api_request"), "body": body, "isBase64Encoded": True})

    assert (answer.status, answer.body) == (400, {"error": "body: must be a JSON object in UTF-8"})


def test_an_invocation_logs_one_line_with_its_ids_and_nothing_of_the_payload(
    ingestion: IngestionOnAws, logs: FunctionLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={TRACE};Parent=53995c3f42cd8ad8;Sampled=1")
    ingestion.invoke(captured_event("api_request"))

    (line,) = logs.lines()
    assert line["level"] == "INFO"
    assert line["message"] == "stored"
    assert line["request_id"] == FakeLambdaContext().aws_request_id
    assert line["transaction_id"] == "tx-2026-000017"
    assert line["xray_trace_id"] == TRACE
    assert not {"Offshore", "12500", "customer-0042", "terminal-7", "web"} & set(json.dumps(line).split('"'))
