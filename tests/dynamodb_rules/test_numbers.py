"""A number that DynamoDB takes has at most 38 digits, and lies within its range to the last of them."""

import pytest

from tests.dynamodb_rules.attribute_values import check_value
from tests.dynamodb_rules.refusal import Refused

NINES = "9." + "9" * 37


@pytest.mark.parametrize("text", ["0", "0E+999", f"{NINES}E+125", f"-{NINES}E+125", "1E-130", "-1E-130"])
def test_a_number_within_the_range_is_taken(text: str) -> None:
    check_value({"N": text})


@pytest.mark.parametrize(
    "text", ["1E+126", "-1E+126", f"{NINES}9E+125", "9.9E-131", "1." + "1" * 38, "NaN", "Infinity", "much", ""]
)
def test_a_number_beyond_it_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="number"):
        check_value({"N": text})
