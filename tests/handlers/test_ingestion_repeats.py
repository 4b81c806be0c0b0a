"""A repeat gets the answer of the first request and stores nothing; the same id with other content is a conflict."""

import json
from typing import Any

import pytest

from tests.handlers.functions import FunctionLogs
from tests.handlers.ingestion_on_aws import IngestionOnAws

TRANSACTION: dict[str, Any] = {
    "transaction_id": "tx-1",
    "amount": 12.5,
    "merchant": "Corner Bakery",
    "timestamp": 1_795_350_615_123,
    "customer_id": "c-1",
    "currency": "EUR",
    "metadata": {"attempt": 1, "nested": None, "flag": True},
}
UNTIMED = {name: value for name, value in TRANSACTION.items() if name != "timestamp"}


@pytest.mark.parametrize(
    "again",
    [
        json.dumps(TRANSACTION),
        json.dumps(dict(reversed(TRANSACTION.items())), indent=2),
        json.dumps(UNTIMED),
        json.dumps(TRANSACTION).replace("12.5", "1.250e1"),
        json.dumps({**TRANSACTION, "metadata": {"flag": True, "nested": None, "attempt": 1}}).replace("1}", "1.0}"),
    ],
    ids=["same", "other order", "without the timestamp", "other spelling", "other order within"],
)
def test_a_repeat_gets_the_same_answer_and_is_stored_once(ingestion: IngestionOnAws, again: str) -> None:
    first = ingestion.post(TRANSACTION)
    (stored,) = ingestion.rows

    repeat = ingestion.post(again)

    assert repeat.status == 200
    assert repeat.body == {**first.body, "duplicate": True}
    assert ingestion.rows == [stored]


def test_a_repeat_of_a_request_without_timestamp_may_name_the_stored_one_or_none(ingestion: IngestionOnAws) -> None:
    first = ingestion.post(UNTIMED)

    for again in (UNTIMED, {**UNTIMED, "timestamp": first.body["timestamp"]}):
        assert ingestion.post(again).body == {**first.body, "duplicate": True}
    assert len(ingestion.items) == 1


def test_defaults_that_are_left_out_and_defaults_that_are_sent_are_the_same(ingestion: IngestionOnAws) -> None:
    bare = {"transaction_id": "tx-1", "timestamp": 1_767_603_600_000}
    ingestion.post(bare)

    again = ingestion.post({**bare, "amount": 0, "merchant": "unknown"})

    assert again.body["duplicate"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 12.51},
        {"merchant": "Corner bakery"},
        {"timestamp": 1_795_350_615_124},
        {"customer_id": "c-2"},
        {"terminal_id": "t-1"},
        {"currency": "USD"},
        {"metadata": {}},
        {"metadata": {**TRANSACTION["metadata"], "attempt": True}},
        {"metadata": {**TRANSACTION["metadata"], "flag": 1}},
        {"metadata": {**TRANSACTION["metadata"], "attempt": "1"}},
        {"metadata": {**TRANSACTION["metadata"], "more": 0}},
    ],
    ids=str,
)
def test_the_same_id_with_other_content_is_a_conflict(
    ingestion: IngestionOnAws, logs: FunctionLogs, change: dict[str, Any]
) -> None:
    ingestion.post(TRANSACTION)
    (stored,) = ingestion.rows
    logs.text()

    answer = ingestion.post({**TRANSACTION, **change})

    assert (answer.status, answer.body) == (409, {"error": "transaction_id: is known with other content"})
    assert ingestion.rows == [stored]
    (line,) = logs.lines()
    assert (line["message"], line["transaction_id"]) == ("conflict", "tx-1")


def test_a_field_that_is_left_out_of_a_repeat_is_other_content(ingestion: IngestionOnAws) -> None:
    ingestion.post(TRANSACTION)

    without = {name: value for name, value in TRANSACTION.items() if name != "currency"}
    assert ingestion.post(without).status == 409
