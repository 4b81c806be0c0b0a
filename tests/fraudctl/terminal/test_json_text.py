"""JSON for programs is one form: exact, with times as times, and safe to look at."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraudctl.client.row_facts import row_as_json
from fraudctl.terminal.json_text import as_json_text
from handlers.contract.invisible import is_hidden

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
)


@given(values)
def test_it_is_the_same_value_and_hides_nothing(value: Any) -> None:
    text = as_json_text(value)

    assert json.loads(text) == value
    assert set(filter(is_hidden, text)) <= {"\n"}
    assert json.loads(as_json_text(value, indent=None)) == value
    assert "\n" not in as_json_text(value, indent=None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.50"), "12.50"),
        (Decimal("0.1000000000000000000000000001"), "0.1000000000000000000000000001"),
        (NOON, '"2026-11-22T12:00:00.000Z"'),
        (NOON.astimezone(timezone(timedelta(hours=2))), '"2026-11-22T12:00:00.000Z"'),
        (frozenset({Decimal(10), Decimal(2)}), "[2,10]"),
        (b"\x00", '"AA=="'),
        ("\udcff", '"\\\\udcff"'),
        ("\u202e\x7f日本", '"\\u202e\\u007f日本"'),
        ({Decimal("0.9"): 1}, '{"0.9":1}'),
    ],
)
def test_what_json_has_no_type_for_is_always_written_alike(value: Any, text: str) -> None:
    assert as_json_text(value, indent=None) == text


def test_beside_a_rows_epoch_numbers_stand_the_times_that_they_are() -> None:
    row = {"timestamp": Decimal(1_795_348_800_123), "expiry": Decimal(1_795_348_800), "amount": Decimal("1.10")}
    assert json.loads(as_json_text(row_as_json(row)), parse_float=str) == {
        "amount": "1.10",
        "timestamp": 1_795_348_800_123,
        "occurred_at": "2026-11-22T12:00:00.123Z",
        "expiry": 1_795_348_800,
        "expires_at": "2026-11-22T12:00:00.000Z",
    }


@pytest.mark.parametrize("number", [Decimal("1e30"), Decimal(-(10**30)), "1", None, Decimal("NaN")])
def test_what_is_no_epoch_number_stays_alone(number: Any) -> None:
    assert row_as_json({"timestamp": number}) == {"timestamp": number} or number.is_nan()
