"""New requests must keep rules that older ones did not have to, and each way to break one is named."""

import json
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.errors import Refused
from handlers.contract.request import IDENTIFIERS, RULES, TransactionRequest
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP, LATEST_TIMESTAMP
from handlers.contract.validation import decode_request, violation
from simulation import simulate
from tests.handlers.contract.characters import GAPS, HIDDEN, NEVER_SHOWN

SPACED = "printable characters, single spaces only between them"


def refusal_of_new(**fields: Any) -> Refused | None:
    """Return the refusal of a new request with these fields, by the contract or by the rules for new requests."""
    try:
        return violation(decode_request(json.dumps({"transaction_id": "tx", **fields}).encode()))
    except Refused as error:
        return error


def hint_beside_rule(identifier: str, name: str = "transaction_id") -> str:
    """Return the part of the refusal of a new request with this id that follows the rule."""
    refused, start = (
        refusal_of_new(**{name: identifier}),
        f"must be 1 to {256 if name == 'transaction_id' else 128} {SPACED}; ",
    )
    assert refused is not None
    assert (refused.field, refused.rule[: len(start)]) == (name, start)
    return refused.rule.removeprefix(start)


@pytest.mark.parametrize(
    "identifier", ["tx-1", "a b", "Überweisung/42", "送金-№1", "🦊" * 128, '"q" \\ <t>', "é", "क्षि", "한글"]
)
@pytest.mark.parametrize("name", IDENTIFIERS)
def test_an_id_of_visible_characters_is_accepted(name: str, identifier: str) -> None:
    assert refusal_of_new(**{name: identifier}) is None


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        (" ", "it begins with a space"),
        (" tx one", "it begins with a space"),
        ("tx one ", "it ends with a space"),
        ("tx  one", "character 4 is a second space in a row"),
        ("tx\u00a0one", "character 3, U+00A0, is a blank other than the space"),
        ("tx\u3000one", "character 3, U+3000, is a blank other than the space"),
        ("tx\u2028one", "character 3, U+2028, is a blank other than the space"),
        ("tx\tone", "character 3, U+0009, is a blank other than the space"),
        ("tx\n", "character 3, U+000A, is a blank other than the space"),
        ("\u3164", "character 1, U+3164, is not shown"),
        ("tx\U000e0041", "character 3, U+E0041, is not shown"),
        ("tx\u200b1", "character 3, U+200B, is not shown"),
        ("\u0301tx", "it begins with a combining mark, which is drawn on whatever stands before it"),
        ("\u20e3", "it begins with a combining mark, which is drawn on whatever stands before it"),
        ("\u093e", "it begins with a combining mark, which is drawn on whatever stands before it"),
        ("e\u0301", "it is not in Unicode's normal form C, so another one looks the same"),
        ("\u212b", "it is not in Unicode's normal form C, so another one looks the same"),
    ],
)
@pytest.mark.parametrize("name", IDENTIFIERS)
def test_each_invisible_part_of_an_id_is_named(name: str, identifier: str, said: str) -> None:
    assert hint_beside_rule(identifier, name) == said


def test_no_invisible_character_is_accepted_in_an_id() -> None:
    others = [chr(each) for each in range(sys.maxunicode + 1) if unicodedata.category(chr(each)) in ("Co", "Cn")][::500]
    for hidden in (*HIDDEN, *others):
        assert hint_beside_rule(f"t{hidden}x") == f"character 2, U+{ord(hidden):04X}, is not shown"


def test_no_blank_but_the_space_is_in_an_id() -> None:
    for gap in GAPS.replace(" ", ""):
        assert hint_beside_rule(f"t{gap}x") == f"character 2, U+{ord(gap):04X}, is a blank other than the space"


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_an_id_is_refused_if_and_only_if_a_part_of_it_is_invisible(identifier: str) -> None:
    seen = "".join(each for each in identifier if each == " " or (each.isprintable() and each not in NEVER_SHOWN))
    whole = " ".join(unicodedata.normalize("NFC", seen).split(" ")).strip(" ") == identifier and "  " not in identifier
    whole = whole and not unicodedata.category(identifier[0]).startswith("M")

    assert (refusal_of_new(transaction_id=identifier) is None) == whole


@pytest.mark.parametrize("timestamp", [0, 7, EARLIEST_TIMESTAMP - 1, LATEST_TIMESTAMP + 1])
def test_a_time_before_2000_or_after_2286_is_refused(timestamp: int) -> None:
    assert str(refusal_of_new(timestamp=timestamp)).startswith(f"timestamp: must be {RULES['timestamp']}")


@pytest.mark.parametrize("timestamp", [EARLIEST_TIMESTAMP, 1_767_603_600_000, LATEST_TIMESTAMP, None])
def test_a_time_from_2000_to_2286_or_none_is_taken(timestamp: int | None) -> None:
    assert refusal_of_new(timestamp=timestamp) is None


def test_the_simulated_traffic_keeps_the_present_rules() -> None:
    requests = [decode_request(transaction.request()) for transaction in simulate(500, 1)]

    assert {violation(request, refuse_card_numbers=True) for request in requests} == {None}


def test_an_absent_field_breaks_nothing() -> None:
    assert violation(TransactionRequest(transaction_id="tx")) is None
