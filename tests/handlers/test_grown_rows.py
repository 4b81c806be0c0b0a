"""What somebody adds to a transaction's row changes nothing for its repeats, nor for its neighbours in a batch."""

from typing import Any

import pytest

from tests.handlers.functions import Ingestion
from tests.handlers.test_batch_ingestion import NOW, post, statuses, transaction

GROWTHS: dict[str, dict[str, Any]] = {
    "a tenant": {"tenant": {"S": "shop-7"}},
    "an expiry": {"expiry": {"N": "1900000000"}},
    "a set of texts": {"labels": {"SS": ["a", "b"]}},
    "a set of numbers": {"ranks": {"NS": ["1", "2"]}},
    "binaries": {"blob": {"B": b"\x00"}, "blobs": {"BS": [b"\x00", b"\x01"]}},
    "a nested map": {"audit": {"M": {"by": {"L": [{"NULL": True}, {"B": b"\x00"}]}}}},
}


@pytest.fixture(params=GROWTHS)
def grown(request: pytest.FixtureRequest, ingestion: Ingestion) -> Ingestion:
    """Ingestion with one transaction, to whose row somebody added something."""
    ingestion.post(transaction("grown", amount=1, metadata={"note": "x"}))
    dynamodb = ingestion.aws.client("dynamodb")
    (row,) = dynamodb.scan(TableName=ingestion.table)["Items"]
    dynamodb.put_item(TableName=ingestion.table, Item={**row, **GROWTHS[request.param]})
    return ingestion


def test_a_repeat_is_a_duplicate(grown: Ingestion) -> None:
    answer = grown.post(transaction("grown", amount=1, metadata={"note": "x"}))

    assert (answer.status, answer.body.get("duplicate")) == (200, True)


def test_other_content_is_a_conflict(grown: Ingestion) -> None:
    assert grown.post(transaction("grown", amount=2, metadata={"note": "x"})).status == 409


def test_a_batch_that_names_it_stores_the_others(grown: Ingestion) -> None:
    answer = post(grown, [transaction("new"), transaction("grown", amount=1, metadata={"note": "x"})])

    assert statuses(answer) == ["stored", "duplicate"]


@pytest.mark.parametrize("value", [{"NS": ["1"]}, {"B": b"1"}, {"L": []}, {"BOOL": True}, {"NULL": True}, {"S": "1"}])
def test_a_field_of_the_request_that_somebody_made_something_else_is_a_conflict(
    ingestion: Ingestion, value: dict[str, Any]
) -> None:
    ingestion.post(transaction("spoilt", amount=1))
    key = {"transaction_id": {"S": "spoilt"}, "timestamp": {"N": str(NOW)}}
    spoilt = {**key, "amount": value, "merchant": {"S": "unknown"}}
    ingestion.aws.client("dynamodb").put_item(TableName=ingestion.table, Item=spoilt)

    assert ingestion.post(transaction("spoilt", amount=1)).status == 409
    assert statuses(post(ingestion, [transaction("spoilt", amount=1), transaction("new")])) == ["conflict", "stored"]
