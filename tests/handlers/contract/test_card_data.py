"""Card data that must not be kept is refused in new requests: its key always, its value where the stack says so."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key
from handlers.contract.errors import Refused
from handlers.contract.validation import decode_request, violation
from tests.handlers.contract.characters import HIDDEN

KEYS = CARD_NUMBER_KEYS | SENSITIVE_KEYS
CARD = "4111111111111111"
PAGE = Path(__file__).parents[3] / "docs" / "api.md"


def refusal(*, numbers: bool = False, **fields: Any) -> Refused | None:
    """Return the refusal of a new request with these fields, where card numbers are refused or are not."""
    request = decode_request(json.dumps({"transaction_id": "tx", **fields}).encode())
    return violation(request, refuse_card_numbers=numbers)


@pytest.mark.parametrize(
    "key",
    [
        *(
            "card_number",
            "cardNumber",
            "CARD-NUMBER",
            "Card Number",
            "cardnumber",
            "card__no",
            "card num",
            "pan",
            "PAN",
        ),
        *("Primary Account Number", "primaryAccountNumber", "credit_card_number", "debitCardNumber", "card pan"),
        *("cvv", "CVV2", "cvc", "cvc-2", "card cvv", "card verification value", "cardValidationCode"),
        *("pin", "PIN", "P I N", "pin_block", "card-pin", "track_data", "Track Data", "TRACK2_DATA", "_pan_", " pan "),
        *("ｃａｒｄ＿ｎｕｍｂｅｒ", "ＣＶＶ", "𝐜𝐯𝐯", "c\u200bvv", "p\u00adan", "card\u00a0number", "card\u2011number"),  # noqa: RUF001
        *("\u0440\u0430n", "\u0421VV", "\u03a1\u0391\u039d", "\u0440\u0456n", "\ufeffpan"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("value", ["tok_1", 7, None, True, ""], ids=ascii)
def test_a_key_that_names_card_data_is_refused_whatever_it_holds(key: str, value: Any) -> None:
    refused = refusal(metadata={"channel": "web", key: value})

    assert refused is not None
    assert refused.field.startswith("metadata.")
    assert refused.field.isascii()
    assert "send a token of the card, its BIN and its last four digits" in refused.rule


@pytest.mark.parametrize(
    "key",
    [
        *("company", "pinned", "span", "card_number_last4", "pan_token", "pan_hash", "card_token", "card_bin", "panel"),
        *("card_last4", "cvv_result", "cvc_check", "pin_entered", "spin", "shipping", "track", "tracking_number"),
        *("card", "card_type", "card_code", "pin_code", "account_number", "lucid", "japan", "cvvs", "security", "123"),
        *("cid", "CID", "csc", "cvn", "cvd", "cav", "pan_number", "cc_number", "security_code", "track2", "Track 1"),
        *("pin_number", "personal_identification_number", "card_identification_number", "magstripe", "bank_card"),
        *("pan.", "pan/", "card.number", "пан", "カード", "p a n d a", "-"),
    ],
)
def test_a_key_that_only_contains_such_letters_is_accepted(key: str) -> None:
    assert refusal(metadata={key: "x"}, numbers=True) is None


def test_the_refusal_names_the_key_and_says_what_to_send_instead() -> None:
    instead = "send a token of the card, its BIN and its last four digits"

    assert str(refusal(metadata={"Card Number": CARD})) == (
        f"metadata.Card Number: names card data that must not be kept: {instead} instead"
    )
    assert str(refusal(metadata={"\u0421VV": "123"})) == (
        f"metadata.\\u0421VV: names card data that nobody may keep: leave it out; to know the card, {instead}"
    )


def test_a_key_of_any_length_is_shown_short_and_the_log_gets_none_of_it() -> None:
    refused = refusal(metadata={"pan" + " " * 1000: CARD})

    assert refused is not None
    assert len(str(refused)) < 200
    assert refused.reason == refused.rule
    assert "pan" not in refused.reason


@given(st.sampled_from(sorted(KEYS)), st.data())
def test_a_key_is_the_same_in_every_case_with_every_gap_and_with_what_nobody_sees(
    name: str, data: st.DataObject
) -> None:
    between = st.lists(st.sampled_from(["_", "-", " ", "\t", *HIDDEN[:20]]), max_size=2).map("".join)
    letters = [each.upper() if data.draw(st.booleans()) else each for each in name]
    key = "".join(data.draw(between) + letter for letter in letters) + data.draw(between)

    assert folded_key(key) == name
    assert refusal(metadata={key: 1}) is not None


@given(st.sampled_from(sorted(KEYS)), st.text("abcdefghij0123456789", min_size=1, max_size=4), st.booleans())
def test_a_longer_key_is_another_key(name: str, more: str, before: bool) -> None:  # noqa: FBT001 -- drawn
    key = more + name if before else name + more

    assert (refusal(metadata={key: 1}) is None) == (key not in KEYS)


def test_every_name_is_folded() -> None:
    assert {folded_key(each) for each in KEYS} == KEYS
    assert not CARD_NUMBER_KEYS & SENSITIVE_KEYS


def test_the_document_lists_every_name() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("\n### Card data\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "`" in line]

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == KEYS


@pytest.mark.parametrize("field", ["transaction_id", "customer_id", "terminal_id", "merchant"])
def test_a_card_number_in_a_field_is_refused_where_the_stack_says_so(field: str) -> None:
    value: dict[str, Any] = {field: f"paid by {CARD} today"}

    refused = refusal(numbers=True, **value)

    assert str(refused) == (
        f"{field}: must not hold what looks like a card number: "
        "send a token of the card, its BIN and its last four digits instead"
    )
    assert refusal(**value) is None


@pytest.mark.parametrize("value", [CARD, f"visa {CARD}, 12/27", int(CARD), -int(CARD), float(CARD)], ids=ascii)
def test_a_card_number_in_metadata_is_refused_by_key_and_not_repeated(value: Any) -> None:
    refused = refusal(metadata={"note": value}, numbers=True)

    assert refused is not None
    assert refused.field == "metadata.note"
    assert not re.search(r"\d", str(refused))
    assert refusal(metadata={"note": value}) is None


@pytest.mark.parametrize("other", [{}, {"pan_token": CARD}])
def test_a_card_number_as_a_key_is_not_repeated_either(other: dict[str, str]) -> None:
    refused = refusal(metadata={f"of {CARD}": "x", **other}, numbers=True)

    assert refused is not None
    assert refused.field == "metadata"
    assert not re.search(r"\d", str(refused))


def test_an_id_that_breaks_another_rule_too_is_refused_for_the_card_number() -> None:
    refused = refusal(transaction_id=f" {CARD}", numbers=True)

    assert refused is not None
    assert "card number" in refused.rule


def test_a_request_without_card_data_is_accepted() -> None:
    fields = {"merchant": "Corner Bakery", "customer_id": "c-1", "amount": int(CARD), "timestamp": 1_767_603_600_000}
    metadata = {"card_token": "tok_9f", "card_bin": "411111", "card_last4": "1111", "none": None, "yes": True, "n": 1.5}

    assert refusal(**fields, metadata=metadata, numbers=True) is None
