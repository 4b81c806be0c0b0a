"""The entities of a transaction: who paid, where, and whatever else a strategy names."""

from typing import Any

import pytest

from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityKey, EntityReader, id_in_row
from handlers.decision.entity.places import IdPlace
from tests.handlers.decision.strategy.documents import loaded, transaction

NAMED = {"card": "metadata.card_token", "device": 'metadata["device id"]', "merchant": "merchant"}


def found(on: Transaction, **entities: str) -> tuple[dict[str, str], list[str]]:
    """Return the ids by kind, and the kinds of which something is there that is no id."""
    keys, unusable = EntityReader(loaded(entities=entities).entities).entities_of(on)
    assert all(key.kind == kind for kind, key in keys.items())
    return {kind: key.id for kind, key in keys.items()}, unusable


def with_token(attribute: dict[str, Any]) -> Transaction:
    return transaction(metadata={"card_token": attribute})


def test_customer_and_terminal_are_always_there() -> None:
    assert found(transaction(customer_id="C-1", terminal_id="W-1")) == ({"customer": "C-1", "terminal": "W-1"}, [])
    assert found(transaction(customer_id="C-1")) == ({"customer": "C-1"}, [])
    assert found(transaction()) == ({}, [])


def test_a_strategy_names_more() -> None:
    metadata = {"card_token": {"S": "T-9"}, "device id": {"S": "D-1"}, "other": {"S": "X"}}
    ids = {"customer": "C-1", "card": "T-9", "device": "D-1", "merchant": "Corner Bakery"}
    assert found(transaction(customer_id="C-1", metadata=metadata), **NAMED) == (ids, [])
    assert found(transaction(), **NAMED) == ({"merchant": "Corner Bakery"}, [])


@pytest.mark.parametrize(
    ("attribute", "read"),
    [
        ({"S": "T-9"}, "T-9"),
        ({"S": "t-9"}, "t-9"),
        ({"S": "x" * 128}, "x" * 128),
        ({"S": "Zoë 卡 9"}, "Zoë 卡 9"),
        ({"N": "12"}, "12"),
        ({"N": "12.0"}, "12"),
        ({"N": "1.2E1"}, "12"),
        ({"N": "-0"}, "0"),
        ({"N": "-7"}, "-7"),
        ({"N": "9" * 38}, "9" * 38),
    ],
)
def test_a_text_or_a_whole_number_is_an_id(attribute: dict[str, Any], read: str) -> None:
    assert found(with_token(attribute), card="metadata.card_token") == ({"card": read}, [])


@pytest.mark.parametrize(
    "attribute",
    [
        {"S": ""},
        {"S": "x" * 129},
        {"S": "x" * 4096},
        {"S": "T\n9"},
        {"S": "T\u200b9"},
        {"S": "T\x009"},
        {"S": "\ud800"},
        {"N": "12.5"},
        {"N": "1E+125"},
        {"N": "NaN"},
        {"N": "no number"},
        {"N": None},
        {"BOOL": True},
        {"L": [{"S": "T-9"}]},
        {"M": {"id": {"S": "T-9"}}},
    ],
    ids=lambda each: str(each)[:30],
)
def test_whatever_else_stands_there_is_no_id_and_is_told(attribute: dict[str, Any]) -> None:
    assert found(with_token(attribute), card="metadata.card_token") == ({}, ["card"])


def test_nothing_is_no_id_and_nothing_to_tell() -> None:
    assert found(with_token({"NULL": True}), card="metadata.card_token") == ({}, [])
    assert found(transaction(metadata={}), card="metadata.card_token") == ({}, [])


def test_a_field_that_another_writer_spoiled_is_told() -> None:
    assert found(transaction(customer_id="C\n1", terminal_id="x" * 129)) == ({}, ["customer", "terminal"])


@pytest.mark.parametrize(
    ("merchant", "read"),
    [("Café", "Café"), ("Cafe\u0301", "Café"), ("Ｃafé\u200b", "Café"), ("CAFÉ", "CAFÉ")],  # noqa: RUF001 -- on purpose
)
def test_a_merchant_is_known_by_its_name_as_conditions_compare_it(merchant: str, read: str) -> None:
    assert found(transaction(merchant=merchant), merchant="merchant") == ({"merchant": read}, [])


@pytest.mark.parametrize("merchant", ["\u200b", "x" * 129, "ﷺ" * 8])
def test_a_merchants_name_without_a_character_or_with_too_many_is_no_id(merchant: str) -> None:
    assert found(transaction(merchant=merchant), merchant="merchant") == ({}, ["merchant"])


def test_an_entitys_items_have_keys_of_their_own_whatever_its_id_is() -> None:
    card, other = EntityKey("card", "profile#customer#C-1"), EntityKey("card", "1#2")
    assert (card.profile, card.facts) == ("profile#card#profile#customer#C-1", "facts#card#profile#customer#C-1")
    assert len({card.profile, card.facts, other.profile, EntityKey("card_1", "2").profile}) == 4


@pytest.mark.parametrize(
    ("place", "row", "identity"),
    [
        (IdPlace("customer_id", None), {"customer_id": {"S": "Ｃ-1"}}, "Ｃ-1"),  # noqa: RUF001 -- on purpose
        (IdPlace("merchant", None), {"merchant": {"S": "Ｓhop"}}, "Shop"),  # noqa: RUF001 -- on purpose
        (IdPlace("merchant", None), {"merchant": {"N": "1"}}, None),
        (IdPlace("merchant", None), {}, None),
        (IdPlace("metadata", "card"), {"metadata": {"M": {"card": {"S": "T-9"}}}}, "T-9"),
        (IdPlace("metadata", "card"), {"metadata": {"M": {"card": {"S": ""}}}}, None),
        (IdPlace("metadata", "card"), {"metadata": {"M": {}}}, None),
        (IdPlace("metadata", "card"), {"metadata": {"S": "none"}}, None),
    ],
)
def test_an_id_is_found_at_its_place_in_a_row_whatever_stands_there(
    place: IdPlace, row: dict[str, Any], identity: str | None
) -> None:
    assert id_in_row(place, row) == identity
