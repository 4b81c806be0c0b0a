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
def grown(request: pytest.FixtureRequest, ingestion: Ingestion) -> Ingestion:
    """Ingestion with one transaction, to whose row somebody added something."""
    ingestion.post(transaction("grown", amount=1, metadata={"note": "x"}))
    grow(ingestion, GROWTHS[request.param])
    return ingestion


def grow(ingestion: Ingestion, attributes: dict[str, Any]) -> None:
    """Add attributes to the only row."""
    dynamodb = ingestion.aws.client("dynamodb")
    (row,) = dynamodb.scan(TableName=ingestion.table)["Items"]
    dynamodb.put_item(TableName=ingestion.table, Item={**row, **attributes})


def test_a_repeat_is_a_duplicate(grown: Ingestion) -> None:
    answer = grown.post(transaction("grown", amount=1, metadata={"note": "x"}))

    assert (answer.status, answer.body.get("duplicate")) == (200, True)


def test_other_content_is_a_conflict(grown: Ingestion) -> None:
    assert grown.post(transaction("grown", amount=2, metadata={"note": "x"})).status == 409


def test_a_repeat_that_leaves_the_time_to_us_is_a_duplicate(grown: Ingestion) -> None:
    answer = grown.post({"transaction_id": "grown", "amount": 1, "metadata": {"note": "x"}})

    assert (answer.status, answer.body.get("duplicate"), len(grown.rows)) == (200, True, 1)


@pytest.mark.parametrize(
    "value", [{"NULL": True}, {"S": "x"}, {"M": {"nested": {"M": {}}}}, {"SS": ["x"]}, {"B": b"x"}]
)
def test_an_attribute_that_no_request_can_have_as_its_metadata_changes_nothing(
    ingestion: Ingestion, value: dict[str, Any]
) -> None:
    ingestion.post(transaction("grown"))
    grow(ingestion, {"metadata": value})

    assert statuses(post(ingestion, [transaction("grown")])) == ["duplicate"]
    assert ingestion.post(transaction("grown", metadata={})).status == 409


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


def test_rows_that_grew_beyond_a_page_of_an_answer_are_read_to_the_end(ingestion: Ingestion) -> None:
    dynamodb = ingestion.aws.client("dynamodb")
    for number in range(4):  # as races leave them
        row = {"transaction_id": {"S": "raced"}, "timestamp": {"N": str(NOW + number)}, "merchant": {"S": "unknown"}}
        large = {"amount": {"N": str(number)}, "note": {"S": "x" * 390_000}}
        dynamodb.put_item(TableName=ingestion.table, Item=row | large)

    said = [transaction("raced", amount=number, timestamp=NOW + number) for number in range(5)]

    assert [ingestion.post(each).status for each in said] == [200, 200, 200, 200, 409]
