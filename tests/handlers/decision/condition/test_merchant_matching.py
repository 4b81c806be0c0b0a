"""A merchant is matched by the visible part of its name, and stored as it was sent."""

# ruff: noqa: RUF001 -- letters that look like others are what is tested

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.transaction import Transaction
from handlers.decision.decide import Decision
from handlers.decision.record import content
from tests.handlers.contract.characters import GAPS, HIDDEN
from tests.handlers.strategies import decide, strategy_of


def decision_on_merchant(merchant: str) -> Decision:
    transaction = Transaction(transaction_id="tx", timestamp=7, amount=Decimal("10000.01"), merchant=merchant)
    return decide(transaction)


def suspicious(merchant: str) -> bool:
    return decision_on_merchant(merchant).score == Decimal("0.9")


def test_no_invisible_character_defeats_a_keyword() -> None:
    assert len(HIDDEN) > 200
    assert [f"U+{ord(each):04X}" for each in HIDDEN if not suspicious(f"Cry{each}pto Shop")] == []
    assert suspicious("".join(HIDDEN[: len(HIDDEN) // 2]).join("offshore") + "".join(HIDDEN))


@pytest.mark.parametrize(
    "merchant",
    [
        "Ｃｒｙｐｔｏ　Ｓｈｏｐ",
        "ＵＮＫＮＯＷＮ",
        "oﬀshore",
        "𝐂𝐫𝐲𝐩𝐭𝐨",
        "ⓒⓡⓨⓟⓣⓞ",
        "un\u212anown",
        "offs\u200b\u0068ore",
        "\ufeffcrypto",
        "crypto\ufe0f",
        "🅰 Ｏff\u00adＳhore ſhop",
    ],
)
def test_other_forms_of_the_same_letters_match(merchant: str) -> None:
    assert suspicious(merchant)


@pytest.mark.parametrize("gap", GAPS)
def test_white_space_stands_between_words(gap: str) -> None:
    assert not suspicious(f"un{gap}known")
    assert suspicious(f"{gap}unknown{gap}")


@pytest.mark.parametrize("merchant", ["Bäckerei Lindner", "Café Zoë", "送金", "кrypto", "crýpto", "🏪"])
def test_other_letters_do_not_match(merchant: str) -> None:
    assert not suspicious(merchant)


def test_a_rules_words_are_read_as_merchants_are() -> None:
    strategy = strategy_of({"when": "'Ｇold' in merchant or lower('STRAßE') in lower(merchant)"})

    for merchant, meets in (("Golden", True), ("Hauptstraße", True), ("silver", False)):
        assert bool(decide(decision_on_merchant(merchant).transaction, strategy).fired) == meets


def test_the_merchant_stays_as_it_came() -> None:
    assert content(decision_on_merchant("Cry\u200bpto Shop"))["merchant"] == "Cry\u200bpto Shop"


@given(st.text(max_size=20), st.data())
def test_invisible_characters_change_no_score(merchant: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(merchant)))
    hidden = data.draw(st.sampled_from(HIDDEN))

    assert decision_on_merchant(merchant[:at] + hidden + merchant[at:]).fired == decision_on_merchant(merchant).fired


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
def test_a_plain_merchant_matches_in_any_case(merchant: str) -> None:
    assert suspicious(merchant) == any(word in merchant.lower() for word in ("unknown", "offshore", "crypto"))
