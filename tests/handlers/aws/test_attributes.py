"""Every number that the contract allows is the same after a round trip through DynamoDB's format."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.validation import decode_request


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("12500.50", "12500.50"),
        ("1e3", "1E+3"),
        ("9" * 38, "9" * 38),
        ("1" + "0" * 50, "1E+50"),
        ("1." + "0" * 60, "1"),
        ("0e500", "0"),
        ("0e-500", "0"),
        ("0e99999999999", "0"),
    ],
)
def test_a_number_is_written_with_at_most_38_digits(number: str, text: str) -> None:
    amount = decode_request(f'{{"transaction_id": "tx-1", "amount": {number}}}'.encode()).amount

    assert to_attributes({"amount": amount}) == {"amount": {"N": text}}


def test_a_number_that_dynamodb_spells_out_is_read_exactly() -> None:
    assert from_attributes({"amount": {"N": "1" + "0" * 125}}) == {"amount": Decimal("1e125")}


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ({"SS": ["b", "a"]}, frozenset({"a", "b"})),
        ({"NS": ["1.50", "2"]}, frozenset({Decimal("1.5"), Decimal(2)})),
        ({"B": b"\x00"}, b"\x00"),
        ({"B": "AAE="}, b"\x00\x01"),
        ({"BS": [b"\x00", b"\x01"]}, frozenset({b"\x00", b"\x01"})),
        ({"L": [{"M": {"set": {"SS": ["a"]}}}, {"NULL": True}]}, [{"set": frozenset({"a"})}, None]),
    ],
)
def test_every_type_of_attribute_is_read(attribute: Any, value: Any) -> None:
    assert from_attributes({"it": attribute}) == {"it": value}


@pytest.mark.parametrize("value", [frozenset({"b", "a"}), frozenset({Decimal("1.5"), 2})])
def test_a_set_of_texts_or_numbers_is_read_as_it_was_written(value: Any) -> None:
    assert from_attributes(to_attributes({"it": value})) == {"it": value}


@pytest.mark.parametrize("value", [frozenset(), frozenset({"a", 1}), frozenset({None}), 0.5, object()])
def test_a_value_that_dynamodb_does_not_take_raises(value: Any) -> None:
    with pytest.raises(TypeError):
        to_attributes({"it": value})


scalars = (
    st.none()
    | st.booleans()
    | st.text()
    | st.integers(-(10**38) + 1, 10**38 - 1)
    | st.builds(
        lambda digits, exponent, zeros: Decimal(digits * 10**zeros).scaleb(exponent - zeros),
        st.integers(-(10**18), 10**18),
        st.integers(-110, 90),
        st.integers(0, 9),
    )
)


@settings(max_examples=30)
@given(st.dictionaries(st.text(min_size=1), scalars | st.dictionaries(st.text(min_size=1), scalars)))
def test_an_item_is_the_same_after_a_round_trip(item: dict[str, Any]) -> None:
    assert from_attributes(to_attributes(item)) == item


class Named(msgspec.Struct, frozen=True):
    name: str
    number: Decimal


def test_a_frozen_struct_is_written_as_a_map_of_its_fields() -> None:
    for number in (Decimal("0.9"), Decimal(1)):
        item = to_attributes({"strategy": Named("default", number)})

        assert from_attributes(item) == {"strategy": {"name": "default", "number": number}}
