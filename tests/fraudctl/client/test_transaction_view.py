"""A row is shown whatever values it holds."""

from decimal import Decimal
from typing import Any

import pytest

from fraudctl.client.row_facts import row_time
from fraudctl.client.transaction_view import render_transaction
from tests.fraudctl.printed import printed

ROW: dict[str, Any] = {
    "transaction_id": "tx-1",
    "timestamp": Decimal(1_795_350_600_000),
    "labels": frozenset({"b", "a"}),
    "ranks": frozenset({Decimal(2), Decimal(10)}),
    "blob": b"\x00\x01",
    "metadata": {"note": None},
}


def test_sets_and_binaries_are_shown_in_words() -> None:
    text = printed(render_transaction([ROW], None), width=100)

    assert "a, b" in text
    assert "10, 2" in text
    assert "2 bytes" in text
    assert "frozenset" not in text


@pytest.mark.parametrize("value", [frozenset({"x"}), b"x", Decimal(7), "yesterday", None])
def test_a_time_that_is_none_is_left_out(value: Any) -> None:
    assert row_time({"created_at": value}, "created_at") is None
    assert row_time({}, "created_at") is None
    assert row_time(None, "created_at") is None
