"""The metadata of a row comes to Scoring exactly; of what another writer put there, what a request may bring."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.aws.attributes import to_attributes
from handlers.contract.metadata import LARGEST_TYPED_METADATA, NO_SCALAR, flat_metadata
from handlers.contract.money import LARGEST_METADATA, Metadata
from handlers.contract.row_image import LONGEST_TEXT, ROW_FIELDS, from_image
from handlers.contract.score_request import LARGEST_PAYLOAD, pack, unpack
from handlers.contract.stream import Arrival
from handlers.contract.transaction import Transaction

ROW = {"transaction_id": {"S": "tx-1"}, "timestamp": {"N": "7"}, "amount": {"N": "1.50"}, "merchant": {"S": "m"}}


def payload_of(transaction: Transaction) -> bytes:
    """Return the only payload that carries the transaction."""
    ((_, payload),) = pack([Arrival(sequence_number="1", transaction=transaction)])
    return payload


def test_scalars_travel_in_the_form_of_the_row_with_exact_numbers() -> None:
    metadata = {
        "channel": {"S": "web \uffff"},
        "risk": {"N": "0." + "1" * 37 + "5"},
        "large": {"N": "9" * 38},
        "vip": {"BOOL": False},
        "note": {"NULL": True},
    }

    (received,) = unpack(json.loads(payload_of(from_image({**ROW, "metadata": {"M": metadata}}))))

    assert received.metadata == metadata


@pytest.mark.parametrize("metadata", [{"NULL": True}, {"S": "web"}, {"L": []}, {"SS": ["a"]}, {"M": None}, {"M": {}}])
def test_what_is_no_map_with_a_key_is_as_if_it_were_absent(metadata: dict[str, Any]) -> None:
    transaction = from_image({**ROW, "metadata": metadata})

    assert transaction == from_image(ROW)
    assert b"metadata" not in payload_of(transaction)


@pytest.mark.parametrize(
    "value",
    [
        {"M": {}},
        {"M": {"id": {"S": "b"}}},
        {"L": [{"S": "b"}]},
        {"SS": ["d"]},
        {"B": b"a"},
        {"N": "NaN"},
        {"N": "many"},
        {"N": "1" * 39},
        {"S": 1},
        {"S": "x" * (LARGEST_METADATA + 1)},
        {"BOOL": "no"},
        {"S": "b", "N": "1"},
        {},
        "b",
    ],
    ids=lambda value: str(value)[:20],
)
def test_of_what_is_no_scalar_that_it_is_there_is_all_that_travels(value: Any) -> None:
    transaction = from_image({**ROW, "metadata": {"M": {"channel": {"S": "web"}, "other": value}}})

    (received,) = unpack(json.loads(payload_of(transaction)))
    assert received.metadata == {"channel": {"S": "web"}, "other": NO_SCALAR}


def test_more_than_a_payload_can_carry_is_as_if_it_were_absent() -> None:
    held = {str(number): {"S": "x" * 4_000} for number in range(17)}

    assert from_image({**ROW, "metadata": {"M": held}}) == from_image(ROW)


def as_dynamodb_writes(attribute: dict[str, Any]) -> dict[str, Any]:
    """Return an attribute with its number written out."""
    return {"N": format(Decimal(attribute["N"]), "f")} if "N" in attribute else attribute


scalars = st.none() | st.booleans() | st.text(max_size=8) | st.sampled_from([Decimal("1e125"), Decimal("1e-130"), 0])

LARGEST: tuple[dict[str, Any], ...] = (
    {f"{number:x}": Decimal("1e125") for number in range(330)},
    {f"{number:x}": Decimal("-1e-130") for number in range(300)},
    {f"{number:x}": 1 for number in range(500)},
    {"k": "\uffff" * 1_350},
    {"k": "\x01" * 675},
)
"""Metadata of requests, near the limit of 4 KiB, that grows most."""


@given(st.dictionaries(st.text(min_size=1, max_size=4), scalars, min_size=1, max_size=20))
@example(LARGEST[0])
@example(LARGEST[1])
@example(LARGEST[2])
@example(LARGEST[3])
@example(LARGEST[4])
def test_what_a_request_may_have_is_never_too_large(metadata: dict[str, Any]) -> None:
    stored = to_attributes(Metadata.decode(metadata))
    typed = {name: as_dynamodb_writes(attribute) for name, attribute in stored.items()}

    assert flat_metadata({"M": typed}) == typed


def test_the_examples_of_large_metadata_are_as_large_as_a_request_may_bring() -> None:
    sizes = [len(msgspec.json.Encoder(decimal_format="number").encode(each)) for each in LARGEST]

    assert LARGEST_METADATA * 0.9 < min(sizes) <= max(sizes) <= LARGEST_METADATA


def test_the_largest_row_fits_a_payload() -> None:
    texts = {
        name: {"S": "\x01" * LONGEST_TEXT} for name in ROW_FIELDS if name not in ("timestamp", "amount", "metadata")
    }
    held = {f"{number:02}": {"S": "x" * (LARGEST_METADATA - len('"00":{"S":""},'))} for number in range(15)}
    rest = LARGEST_TYPED_METADATA - len(msgspec.json.encode(held)) - len(',"15":{"S":""}')
    held["15"] = {"S": "x" * rest}

    transaction = from_image({**ROW, **texts, "metadata": {"M": held}})

    assert transaction.metadata == held
    assert LARGEST_TYPED_METADATA < len(payload_of(transaction)) < LARGEST_PAYLOAD
