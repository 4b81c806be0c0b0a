"""Attributes that somebody adds to a transaction's row change nothing for its repeats, nor for others in a batch."""

from typing import Any

import pytest

from tests.handlers.batches import NOW, post_batch, statuses, timed_transaction
from tests.handlers.ingestion_on_aws import IngestionOnAws

GROWTHS: dict[str, dict[str, Any]] = {
    "a tenant": {"tenant": {"S": "shop-7"}},
    "an expiry": {"expiry": {"N": "1900000000"}},
    "a set of texts": {"labels": {"SS": ["a", "b"]}},
    "a set of numbers": {"ranks": {"NS": ["1", "2"]}},
    "binaries": {"blob": {"B": b"\x00"}, "blobs": {"BS": [b"\x00", b"\x01"]}},
    "a nested map": {"audit": {"M": {"by": {"L": [{"NULL": True}, {"B": b"\x00"}]}}}},
    "empty things": {"map": {"M": {}}, "list": {"L": []}, "text": {"S": ""}, "blob": {"B": b""}},
    "numbers at DynamoDB's limits": {"digits": {"N": "9" * 38}, "large": {"N": "1E125"}, "small": {"N": "-1E-130"}},
    "a name that we give to another row": {"claimed_timestamp": {"S": "soon"}},
    "nulls in the place of fields": {name: {"NULL": True} for name in ("customer_id", "terminal_id", "currency")},
    "what no field can be in the place of fields": {
        "customer_id": {"N": "7"},
        "terminal_id": {"L": [{"S": "till 4"}]},
        "currency": {"M": {"code": {"S": "EUR"}}},
    },
    "a text that no request can have there": {"currency": {"S": "euro"}},
}


@pytest.fixture(params=GROWTHS)
def grown(request: pytest.FixtureRequest, ingestion: IngestionOnAws) -> IngestionOnAws:
    """Return Ingestion with one transaction, to whose row somebody added attributes."""
    ingestion.post(timed_transaction("grown", amount=1, metadata={"note": "x"}))
    grow(ingestion, GROWTHS[request.param])
    return ingestion


def grow(ingestion: IngestionOnAws, attributes: dict[str, Any]) -> None:
    """Add attributes to the only row."""
    dynamodb = ingestion.aws.client("dynamodb")
    (row,) = dynamodb.scan(TableName=ingestion.table)["Items"]
    dynamodb.put_item(TableName=ingestion.table, Item={**row, **attributes})


def test_a_repeat_is_a_duplicate(grown: IngestionOnAws) -> None:
    answer = grown.post(timed_transaction("grown", amount=1, metadata={"note": "x"}))

    assert (answer.status, answer.body.get("duplicate")) == (200, True)


def test_other_content_is_a_conflict(grown: IngestionOnAws) -> None:
    assert grown.post(timed_transaction("grown", amount=2, metadata={"note": "x"})).status == 409


def test_a_repeat_that_leaves_the_time_to_us_is_a_duplicate(grown: IngestionOnAws) -> None:
    answer = grown.post({"transaction_id": "grown", "amount": 1, "metadata": {"note": "x"}})

    assert (answer.status, answer.body.get("duplicate"), len(grown.rows)) == (200, True, 1)


@pytest.mark.parametrize(
    "value", [{"NULL": True}, {"S": "x"}, {"M": {"nested": {"M": {}}}}, {"SS": ["x"]}, {"B": b"x"}]
)
def test_an_attribute_that_no_request_can_have_as_its_metadata_changes_nothing(
    ingestion: IngestionOnAws, value: dict[str, Any]
) -> None:
    ingestion.post(timed_transaction("grown"))
    grow(ingestion, {"metadata": value})

    assert statuses(post_batch(ingestion, [timed_transaction("grown")])) == ["duplicate"]
    assert ingestion.post(timed_transaction("grown", metadata={})).status == 409


def test_a_batch_that_names_it_stores_the_others(grown: IngestionOnAws) -> None:
    answer = post_batch(grown, [timed_transaction("new"), timed_transaction("grown", amount=1, metadata={"note": "x"})])

    assert statuses(answer) == ["stored", "duplicate"]


@pytest.mark.parametrize("value", [{"NS": ["1"]}, {"B": b"1"}, {"L": []}, {"BOOL": True}, {"NULL": True}, {"S": "1"}])
def test_a_field_of_the_request_that_somebody_changed_is_a_conflict(
    ingestion: IngestionOnAws, value: dict[str, Any]
) -> None:
    ingestion.post(timed_transaction("spoilt", amount=1))
    key = {"transaction_id": {"S": "spoilt"}, "timestamp": {"N": str(NOW)}}
    spoilt = {**key, "amount": value, "merchant": {"S": "unknown"}}
    ingestion.aws.client("dynamodb").put_item(TableName=ingestion.table, Item=spoilt)

    assert ingestion.post(timed_transaction("spoilt", amount=1)).status == 409
    assert statuses(post_batch(ingestion, [timed_transaction("spoilt", amount=1), timed_transaction("new")])) == [
        "conflict",
        "stored",
    ]


def test_rows_that_grew_beyond_a_page_of_an_answer_are_read_to_the_end(ingestion: IngestionOnAws) -> None:
    dynamodb = ingestion.aws.client("dynamodb")
    for number in range(4):  # as races leave them
        row = {"transaction_id": {"S": "raced"}, "timestamp": {"N": str(NOW + number)}, "merchant": {"S": "unknown"}}
        large = {"amount": {"N": str(number)}, "note": {"S": "x" * 390_000}}
        dynamodb.put_item(TableName=ingestion.table, Item=row | large)

    said = [timed_transaction("raced", amount=number, timestamp=NOW + number) for number in range(5)]

    assert [ingestion.post(each).status for each in said] == [200, 200, 200, 200, 409]
