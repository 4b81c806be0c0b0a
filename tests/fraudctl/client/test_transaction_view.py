"""A row is shown whatever values it holds, and a score with all that made it."""

from decimal import Decimal
from typing import Any

import pytest

from fraudctl.client.row_facts import row_as_json, row_time
from fraudctl.client.transaction_view import render_transaction
from tests.fraudctl.client import score_rows
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


def show_score(row: dict[str, Any]) -> list[str]:
    """Return the rows that are shown of a score."""
    return printed(render_transaction([], row), width=120).splitlines()


def test_a_score_is_shown_with_all_that_made_it() -> None:
    assert show_score({**score_rows.ROW, **score_rows.ALERTED}) == [
        "score 0.9, outcome review",
        "scored at 2026-11-22T12:31:40.500000+00:00, of timestamp 1795350615123",
        "  amount_above_10000 +0.5 (amount=10000.01)",
        '  suspicious_merchant +0.4 (merchant="Crypto Kingdom", metadata.new shop=true)',
        "decided by strategy default, digest b149f40f3008",
        "tags: card_testing, look_alike",
        "undecided rules: share_of_limit, per_item (a division by zero, or a number too large)",
        "alert published  at 2026-11-22 12:31:41 UTC, above the threshold of 0.8",
    ]


def test_a_score_is_shown_with_the_features_it_was_made_of() -> None:
    decision = '{"as_of":7,"engine":1,"features":{"customer":{"11":3,"24":12.5}},"absent":{"terminal":[30]}}'
    shown = show_score({**score_rows.ROW, **score_rows.ALERTED, "decision": decision})

    assert shown[shown.index("made of:") : -1] == [
        "made of:",
        "  customer.count_24h = 3",
        "  customer.mean_30d = 12.5",
        "  terminal.seconds_since_last = not known",
    ]


def test_a_score_of_an_earlier_form_is_shown_with_what_it_has() -> None:
    assert show_score(score_rows.EARLIER) == [
        "score 0.9",
        "scored at 2026-11-22T12:31:40.500000+00:00, of timestamp 1795350615123",
        "  amount_above_10000 +0.5",
        "  suspicious_merchant +0.4",
        "no alert is recorded",
    ]


def test_a_score_without_reasons_says_that_no_rule_fired() -> None:
    assert "  no rule fired" in show_score({**score_rows.ROW, "reasons": []})


@pytest.mark.parametrize("row", [score_rows.ROW, score_rows.EARLIER], ids=["now", "earlier"])
def test_for_a_program_a_score_is_the_whole_row_with_readable_times(row: dict[str, Any]) -> None:
    shown = row_as_json({**row, **score_rows.ALERTED})

    assert {name: shown[name] for name in (*row, *score_rows.ALERTED)} == {**row, **score_rows.ALERTED}
    assert {"occurred_at", "expires_at"} == shown.keys() - row.keys() - score_rows.ALERTED.keys()
