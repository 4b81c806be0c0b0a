"""A value of an event is what its text is in the type of its variable, or absent."""

from decimal import Decimal

import pytest

from handlers.fraud_detector.values import Value, typed_value


@pytest.mark.parametrize(
    ("text", "data_type", "value"),
    [
        ("true", "BOOLEAN", True),
        ("FALSE", "BOOLEAN", False),
        ("no", "BOOLEAN", None),
        ("-7", "INTEGER", Decimal(-7)),
        ("7.5", "INTEGER", None),
        ("7.5", "FLOAT", Decimal("7.5")),
        ("7,5", "FLOAT", None),
        ("7,5", "STRING", "7,5"),
    ],
)
def test_a_text_is_read_in_the_type_of_its_variable(text: str, data_type: str, value: Value | None) -> None:
    assert typed_value(text, data_type) == value
