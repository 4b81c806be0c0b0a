"""A fallback message is stored as it was answered when it came in, and never goes back into the queue."""

import json
from decimal import Decimal
from typing import Any

import pytest

from handlers.contract.row_image import CLAIM_TIMESTAMP
from handlers.contract.validation import decode_request, violation
from tests.handlers.ingestion_on_aws import IngestionOnAws

RECEIVED = 1_795_350_615_123
CREATED_AT = "2026-11-22T12:30:15.123+00:00"
TRACE = "1-67a1b2c3-0123456789abcdef01234567"
REQUEST: dict[str, Any] = {"transaction_id": "tx-1", "amount": 12.5, "merchant": "Corner Bakery"}


def fallback_event(request: Any = REQUEST, received: Any = RECEIVED, trace: Any = TRACE) -> dict[str, str]:
    return {"letter": json.dumps({"request": request, "received": received, "trace_id": trace})}


def test_it_is_stored_as_of_its_first_receipt(ingestion: IngestionOnAws) -> None:
    answer = ingestion.invoke(fallback_event())

    assert (answer.status, answer.body["timestamp"]) == (200, RECEIVED)
    assert "duplicate" not in answer.body
    assert ingestion.items == [
        {
            "transaction_id": "tx-1",
            "amount": Decimal("12.5"),
            "merchant": "Corner Bakery",
            "timestamp": RECEIVED,
            "created_at": CREATED_AT,
            "trace_id": TRACE,
        }
    ]


def test_it_keeps_its_own_timestamp(ingestion: IngestionOnAws) -> None:
    assert ingestion.invoke(fallback_event({**REQUEST, "timestamp": 7}, trace=None)).body["timestamp"] == 7
    assert [row["timestamp"] for row in ingestion.items] == [7]


@pytest.mark.parametrize(
    "old",
    [
        {"timestamp": 0},
        {"timestamp": 1_767_603_600},
        {"transaction_id": " "},
        {"transaction_id": "tx one "},
        {"transaction_id": "tx\u3164"},
        {"transaction_id": "e\u0301\U000e0041"},
        {"customer_id": "\u2800", "terminal_id": "t  1"},
        {"metadata": {"Card-Number": "4111111111111111", "cvv": None}},
    ],
    ids=ascii,
)
def test_a_request_that_older_rules_accepted_is_stored(ingestion: IngestionOnAws, old: dict[str, Any]) -> None:
    assert violation(decode_request(json.dumps({**REQUEST, **old}).encode()))  # a new request would be refused

    first, again = (
        ingestion.invoke(fallback_event({**REQUEST, **old})),
        ingestion.invoke(fallback_event({**REQUEST, **old})),
    )

    assert (first.status, again.body) == (200, {**first.body, "duplicate": True})
    [row] = ingestion.items
    assert {name: row[name] for name in old} == old


def test_its_numbers_stay_exact(ingestion: IngestionOnAws) -> None:
    amount = "12345678901234567890123456789012345.678"
    text = f'{{"request": {{"transaction_id": "tx-1", "amount": {amount}}}, "received": 1, "trace_id": null}}'

    assert ingestion.invoke({"letter": text}).status == 200
    assert ingestion.items[0]["amount"] == Decimal(amount)


def test_ingestion_stores_the_message_that_it_sent_to_the_queue(
    ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = {"share": 0.1, "nothing": None, "flag": True, "word": "ü\u2028"}
    with monkeypatch.context() as outage:
        outage.setattr(ingestion.module.intake._table, "_name", "gone")  # noqa: SLF001 -- the table is out
        first = ingestion.post({**REQUEST, "metadata": metadata, "customer_id": "c-1", "currency": "EUR"})
    [kept] = ingestion.queued_messages

    again = ingestion.invoke({"letter": kept["Body"]})

    assert again.body == first.body
    [row] = ingestion.items
    assert row["timestamp"] == first.body["timestamp"]
    assert row["metadata"] == {**metadata, "share": Decimal("0.1")}
    assert (row["customer_id"], row["currency"]) == ("c-1", "EUR")


def test_the_same_message_twice_is_one_item(ingestion: IngestionOnAws) -> None:
    first = ingestion.invoke(fallback_event())

    assert ingestion.invoke(fallback_event()).body == {**first.body, "duplicate": True}
    assert len(ingestion.items) == 1


def test_a_repeat_that_was_stored_meanwhile_keeps_its_own_timestamp(ingestion: IngestionOnAws) -> None:
    meanwhile = ingestion.post(REQUEST)

    answer = ingestion.invoke(fallback_event())

    assert (answer.status, answer.body["duplicate"]) == (200, True)
    assert [row["timestamp"] for row in ingestion.items] == [meanwhile.body["timestamp"]]


def test_other_content_meanwhile_is_a_conflict(ingestion: IngestionOnAws) -> None:
    ingestion.post({**REQUEST, "amount": 13})

    assert ingestion.invoke(fallback_event()).status == 409
    assert [row["amount"] for row in ingestion.items] == [13]


def test_it_stays_where_it_was_when_the_table_fails(ingestion: IngestionOnAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingestion.module.intake._table, "_name", "gone")  # noqa: SLF001 -- the table is out

    assert ingestion.invoke(fallback_event()).status == 503
    assert not ingestion.queued_messages


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        "{}",
        json.dumps({"request": REQUEST, "received": RECEIVED}),
        fallback_event({})["letter"],
        fallback_event({**REQUEST, "colour": "red"})["letter"],
        fallback_event(received=-1)["letter"],
        fallback_event(received=10**30)["letter"],
        fallback_event(received="now")["letter"],
        fallback_event(trace=7)["letter"],
    ],
)
def test_a_text_that_is_not_a_fallback_message_is_refused_and_not_stored(ingestion: IngestionOnAws, text: str) -> None:
    assert ingestion.invoke({"letter": text}).status == 400
    assert not [row for row in ingestion.rows if row["timestamp"] != CLAIM_TIMESTAMP]
    assert not ingestion.queued_messages


def test_a_client_cannot_send_one(ingestion: IngestionOnAws) -> None:
    answer = ingestion.post(fallback_event())

    assert (answer.status, answer.body) == (400, {"error": "letter: is not a field of a transaction"})
