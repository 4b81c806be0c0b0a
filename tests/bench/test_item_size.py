"""The size of an item, worked by hand from DynamoDB's developer guide."""

from base64 import b64encode
from typing import Any

import pytest

from bench.aws.item_size import item_size, write_units


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "Café"}, 5),
        ({"N": "0"}, 2),
        ({"N": "12345"}, 1 + 3),
        ({"N": "1200.00"}, 1 + 1),  # zeros at either end are trimmed
        ({"N": "-0.0034"}, 1 + 1 + 1),
        ({"B": b"\1\2\3"}, 3),
        ({"B": b64encode(b"\1\2\3").decode()}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["a", "bcd"]}, 4),
        ({"NS": ["1", "12345"]}, 2 + 4),
        ({"L": []}, 3),
        ({"L": [{"S": "ab"}, {"N": "1"}]}, 3 + (1 + 2) + (1 + 2)),
        ({"M": {"reason": {"S": "ab"}}}, 3 + (1 + 6 + 2)),
    ],
)
def test_an_attribute_takes_its_name_and_its_value(value: dict[str, Any], size: int) -> None:
    assert item_size({"name": value}) == 4 + size


def test_what_nobody_knows_the_size_of_is_an_error() -> None:
    with pytest.raises(ValueError, match="no size is known of X"):
        item_size({"name": {"X": "1"}})


@pytest.mark.parametrize(("size", "units"), [(1024, 1), (1025, 2), (2049, 3)])
def test_each_begun_kilobyte_is_a_unit(size: int, units: int) -> None:
    assert write_units({"n": {"S": "x" * (size - 1)}}) == units
