"""A stricter rule applies to new requests only: a request that was accepted once is never refused, on any route."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from handlers.aws.attributes import to_attributes
from tests.handlers.batches import NOW, post_batch, statuses, timed_transaction
from tests.handlers.failing_storage import FailingTable, queued_ids, use_clients
from tests.handlers.ingestion_on_aws import IngestionOnAws

SECONDS = 1_767_603_600
OLD: Mapping[str, Mapping[str, Any]] = {
    "a time in seconds": {"transaction_id": "tx-1", "amount": 12, "timestamp": SECONDS},
    "an id that nobody sees": {"transaction_id": "\u3164", "amount": 12, "timestamp": NOW},
    "an id that ends with a space": {"transaction_id": "tx one ", "amount": 12, "timestamp": NOW},
    "a card number in metadata": {
        "transaction_id": "tx-1",
        "amount": 12,
        "timestamp": NOW,
        "metadata": {"card_number": "4111111111111111"},
    },
    "a customer of blanks": {"transaction_id": "tx-1", "amount": 12, "timestamp": NOW, "customer_id": " "},
}


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    """Return a request that was accepted before there was the rule that it breaks."""
    return OLD[request.param]


@pytest.fixture
def stored(ingestion: IngestionOnAws, old: Mapping[str, Any]) -> IngestionOnAws:
    """Return Ingestion with the old request in its table."""
    row = {**old, "merchant": "unknown", "created_at": "2025-01-01T00:00:00.000+00:00"}
    ingestion.aws.client("dynamodb").put_item(TableName=ingestion.table, Item=to_attributes(row))
    return ingestion


def test_a_new_request_is_refused_by_the_rule(ingestion: IngestionOnAws, old: Mapping[str, Any]) -> None:
    answer = ingestion.post(old)

    assert answer.status == 400
    assert answer.body["error"].partition(":")[0].partition(".")[0] in old
    assert statuses(post_batch(ingestion, [old, timed_transaction("new")])) == ["refused", "stored"]
    assert {item["transaction_id"] for item in ingestion.items} == {"new"}


def test_a_repeat_of_a_stored_request_is_a_duplicate(stored: IngestionOnAws, old: Mapping[str, Any]) -> None:
    answer = stored.post(old)

    assert (answer.status, answer.body["duplicate"], answer.body["timestamp"]) == (200, True, old["timestamp"])
    assert statuses(post_batch(stored, [timed_transaction("new"), old])) == ["stored", "duplicate"]


def test_other_content_under_its_id_is_refused_by_the_rule(stored: IngestionOnAws, old: Mapping[str, Any]) -> None:
    assert stored.post({**old, "amount": 13}).status == 400
    assert statuses(post_batch(stored, [{**old, "amount": 13}])) == ["refused"]
    assert [item["amount"] for item in stored.items] == [12]


def test_a_message_from_the_queue_is_stored(ingestion: IngestionOnAws, old: Mapping[str, Any]) -> None:
    message = json.dumps({"request": old, "received": NOW, "trace_id": None})

    assert ingestion.invoke({"letter": message}).status == 200
    assert [item["transaction_id"] for item in ingestion.items] == [old["transaction_id"]]
    assert ingestion.invoke({"letter": message}).body["duplicate"]


def test_while_the_table_fails_the_client_is_told_to_try_again(
    ingestion: IngestionOnAws, old: Mapping[str, Any]
) -> None:
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={old["transaction_id"]}))

    assert ingestion.post(old).status == 503
    assert statuses(post_batch(ingestion, [old, timed_transaction("new")])) == ["unavailable", "stored"]
    assert queued_ids(ingestion) == set()


@pytest.mark.parametrize("zeros", [10, 30_000])
def test_zeros_without_end_make_no_larger_a_message(ingestion: IngestionOnAws, zeros: int) -> None:
    use_clients(ingestion, FailingTable(ingestion.aws.client("dynamodb"), failing={"tx-1"}))
    body = f'{{"transaction_id": "tx-1", "timestamp": {NOW}, "amount": 12.5{"0" * zeros}}}'

    assert ingestion.post(body).status == 200
    (message,) = ingestion.queued_messages
    assert len(message["Body"]) < 300
    assert json.loads(message["Body"], parse_float=Decimal)["request"]["amount"] == Decimal("12.5")
