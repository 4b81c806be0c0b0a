"""A whole number, zero and an absent field may each be written in many ways, which all mean the same."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from handlers.contract.batch import decode_batch
from handlers.contract.errors import Refused
from handlers.contract.fallback import decode_fallback
from handlers.contract.request import TransactionRequest, json_schema
from handlers.contract.row_image import from_image
from handlers.contract.validation import decode_request
from tests.handlers.contract.schema import accepts

OPTIONAL = sorted(set(TransactionRequest.__struct_fields__) - {"transaction_id"})
ZEROS = (
    "0",
    "-0",
    "0.0",
    "-0.0",
    "0E-400",
    "0e500",
    "0e999999999",
    "-0e99999999999999999999",
    "0.000E-99999999999999999999",
)
WHOLE = (
    "1767603600000",
    "1767603600000.0",
    "1767603600000.000000000000000000000000000000000000000000",
    "1.7676036E12",
    "17676036e+5",
    "17676036000000000000000e-10",
)


def body_of_fields(**fields: str) -> bytes:
    """Return a request whose fields are written as given."""
    return (
        "{" + ",".join(f'"{name}":{text}' for name, text in {"transaction_id": '"tx"', **fields}.items()) + "}"
    ).encode()


def passes_model(text: bytes) -> bool:
    """Return whether the API's own model accepts the body."""
    return accepts(json_schema(), json.loads(text, parse_float=Decimal))


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_number_is_one_however_it_is_written(text: str) -> None:
    single = decode_request(body_of_fields(timestamp=text))
    (batched,) = decode_batch(b'{"transactions":[' + body_of_fields(timestamp=text) + b"]}")
    queued, context = decode_fallback(
        f'{{"request":{body_of_fields(timestamp=text).decode()},"received":{text},"trace_id":null}}'
    )

    assert single == batched == queued
    assert type(single.timestamp) is int
    assert (single.timestamp, context.milliseconds) == (1_767_603_600_000, 1_767_603_600_000)
    assert passes_model(body_of_fields(timestamp=text))


@pytest.mark.parametrize(
    "text", ["1e999999999", "1e99999999999999999999", "-1e999999999", "1e-999999999", "9" * 60_000]
)
def test_a_number_beyond_all_bounds_is_refused_without_being_computed(text: str) -> None:
    with pytest.raises(Refused, match="timestamp: must be an integer"):
        decode_request(body_of_fields(timestamp=text))
    with pytest.raises(Refused, match="letter: must hold"):
        decode_fallback(f'{{"request":{body_of_fields().decode()},"received":{text},"trace_id":null}}')


@pytest.mark.parametrize("text", ZEROS)
def test_zero_is_zero_in_every_number(text: str) -> None:
    taken = decode_request(body_of_fields(amount=text, timestamp=text, metadata=f'{{"n":{text}}}'))

    assert taken.amount == 0
    assert taken.timestamp == 0
    assert taken.metadata == {"n": 0}


@pytest.mark.parametrize("text", ZEROS[:-2])  # Python's own parser, which the gateway has not, raises on the others
def test_zero_passes_the_apis_model(text: str) -> None:
    assert passes_model(body_of_fields(amount=text, timestamp=text, metadata=f'{{"n":{text}}}'))


@pytest.mark.parametrize("name", OPTIONAL)
def test_null_of_an_optional_field_is_a_field_that_is_left_out(name: str) -> None:
    assert decode_request(body_of_fields(**{name: "null"})) == decode_request(body_of_fields())
    assert passes_model(body_of_fields(**{name: "null"}))


def test_null_is_absent_in_fallback_messages_and_batches_too() -> None:
    nulls = dict.fromkeys(OPTIONAL, "null")
    queued, _ = decode_fallback(f'{{"request":{body_of_fields(**nulls).decode()},"received":7,"trace_id":null}}')
    (batched,) = decode_batch(b'{"transactions":[' + body_of_fields(**nulls | {"timestamp": "7"}) + b"]}")

    assert queued == decode_request(body_of_fields())
    assert batched == decode_request(body_of_fields(timestamp="7"))


def test_null_of_a_batchs_timestamp_is_a_timestamp_that_is_missing() -> None:
    (refused,) = decode_batch(b'{"transactions":[' + body_of_fields(timestamp="null") + b"]}")

    assert str(refused).startswith("timestamp: is required in a batch, an integer")


def test_null_of_the_id_is_an_id_that_is_missing() -> None:
    with pytest.raises(Refused, match="transaction_id: is required, 1 to 256"):
        decode_request(body_of_fields(transaction_id="null"))
    assert not passes_model(body_of_fields(transaction_id="null"))


def test_null_of_a_field_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="amonut: is not a field of a transaction"):
        decode_request(body_of_fields(amonut="null"))


def test_null_within_metadata_stays() -> None:
    assert decode_request(body_of_fields(metadata='{"note":null}')).metadata == {"note": None}


@pytest.mark.parametrize("name", ["customer_id", "terminal_id", "currency", "trace_id"])
def test_null_of_an_optional_attribute_of_a_row_is_absent(name: str) -> None:
    image = {"transaction_id": {"S": "tx"}, "timestamp": {"N": "7"}, "amount": {"N": "1"}, "merchant": {"S": "m"}}
    null: dict[str, Any] = {name: {"NULL": True}}

    assert getattr(from_image({**image, **null}), name) is msgspec.UNSET
