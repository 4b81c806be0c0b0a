"""Ingestion refuses card data of new requests alone, and neither its answer nor its log repeats what it refuses."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest

from handlers.aws.attributes import to_attributes
from tests.handlers.batches import NOW, post_batch, statuses, timed_transaction
from tests.handlers.failing_storage import FailingTable, queued_ids, use_clients
from tests.handlers.functions import FunctionLogs, import_handler
from tests.handlers.ingestion_on_aws import IngestionOnAws, ingestion_environment

CARD = "4111111111111111"
WITH_CARD: Mapping[str, dict[str, Any]] = {
    "transaction_id": {"transaction_id": f"order {CARD}"},
    "customer_id": {"customer_id": CARD},
    "terminal_id": {"terminal_id": f"t-{CARD}"},
    "merchant": {"merchant": "Bakery 4111 1111 1111 1111"},
    "metadata.note": {"metadata": {"note": f"paid by {CARD}"}},
    "metadata.reference": {"metadata": {"reference": int(CARD)}},
    "metadata": {"metadata": {CARD: "yes"}},
}


@pytest.fixture
def strict(aws: boto3.Session, transactions: str, queue_url: str, logs: FunctionLogs) -> Iterator[IngestionOnAws]:
    """Yield Ingestion of a stack that refuses card numbers."""
    environment = ingestion_environment(transactions, queue_url) | {"REFUSE_CARD_NUMBERS": "true"}
    with import_handler("ingestion", environment, logs) as module:
        yield IngestionOnAws(module=module, aws=aws, table=transactions, queue_url=queue_url)


@pytest.fixture(params=WITH_CARD)
def field(request: pytest.FixtureRequest) -> str:
    """Return where the card number is."""
    where: str = request.param
    return where


def request_with_card(field: str) -> dict[str, Any]:
    return timed_transaction("tx-1", **WITH_CARD[field])


def digits_of_card(text: str) -> bool:
    return "1" * 8 in text.replace(" ", "")  # no clock of today's shows eight ones, four now and then


def test_a_card_number_is_refused_by_its_place_and_not_repeated(
    strict: IngestionOnAws, logs: FunctionLogs, field: str
) -> None:
    answer = strict.post(request_with_card(field))

    assert answer.status == 400
    assert answer.body["error"].startswith(f"{field}: must not hold what looks like a card number: send a token")
    assert not digits_of_card(answer.body["error"])
    assert not digits_of_card(logs.text())
    assert (strict.rows, strict.queued_messages) == ([], [])


def test_a_batch_refuses_it_alone(strict: IngestionOnAws, logs: FunctionLogs, field: str) -> None:
    answer = post_batch(strict, [timed_transaction("one"), request_with_card(field), timed_transaction("two")])

    assert statuses(answer) == ["stored", "refused", "stored"]
    assert set(answer.body["results"][1]) == {"status", "error"}
    assert not digits_of_card(json.dumps(answer.body["results"]))
    assert not digits_of_card(logs.text())
    assert {item["transaction_id"] for item in strict.items} == {"one", "two"}


def test_a_stack_that_does_not_say_so_stores_it(ingestion: IngestionOnAws, field: str) -> None:
    assert ingestion.post(request_with_card(field)).status == 200
    assert len(ingestion.items) == 1


def test_what_was_accepted_before_stays_a_duplicate(strict: IngestionOnAws, field: str) -> None:
    old = request_with_card(field)
    row = {"amount": 0, "merchant": "unknown", **old, "created_at": "2025-01-01T00:00:00.000+00:00"}
    strict.aws.client("dynamodb").put_item(TableName=strict.table, Item=to_attributes(row))

    assert strict.post(old).body["duplicate"]
    assert statuses(post_batch(strict, [old])) == ["duplicate"]
    assert strict.post({**old, "amount": 1}).status == 400


def test_what_waits_in_the_queue_is_stored(strict: IngestionOnAws, field: str) -> None:
    message = json.dumps({"request": request_with_card(field), "received": NOW, "trace_id": None})

    assert strict.invoke({"letter": message}).status == 200
    assert len(strict.items) == 1


def test_while_the_table_fails_it_is_neither_queued_nor_logged(
    strict: IngestionOnAws, logs: FunctionLogs, field: str
) -> None:
    sent = request_with_card(field)
    use_clients(strict, FailingTable(strict.aws.client("dynamodb"), failing={sent["transaction_id"]}))

    assert strict.post(sent).status == 503
    assert statuses(post_batch(strict, [sent])) == ["unavailable"]
    assert queued_ids(strict) == set()
    assert not digits_of_card(logs.text())


def test_a_key_that_names_card_data_is_refused_in_every_stack(ingestion: IngestionOnAws, logs: FunctionLogs) -> None:
    sent = timed_transaction("tx-1", metadata={"channel": "web", "cardNumber": CARD})

    answer = ingestion.post(sent)
    [of_batch, other] = post_batch(ingestion, [sent, timed_transaction("tx-2")]).body["results"]

    assert answer.status == 400
    assert answer.body["error"] == (
        "metadata.cardNumber: names card data that must not be kept: "
        "send a token of the card, its BIN and its last four digits instead"
    )
    assert of_batch == {"status": "refused", **answer.body}
    assert other["status"] == "stored"
    written = logs.text()
    assert "cardNumber" not in written
    assert not digits_of_card(written)
