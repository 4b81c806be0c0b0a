"""A strategy names entities: each by a name of its own, with the place of its id."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.decision.entity.places import MOST_ENTITIES, IdPlace
from handlers.decision.strategy.document import canonical, complete
from tests.handlers.decision.strategy.documents import document, loaded, refused, rule

LETTERS = "abcdefghijk"


def told(entities: Any) -> list[tuple[tuple[str | int, ...], str, str | None]]:
    return [(each.path, each.message, each.hint) for each in refused(document(entities=entities))]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("metadata.card_token", IdPlace("metadata", "card_token")),
        ('metadata["card token"]', IdPlace("metadata", "card token")),
        ("metadata['card.token']", IdPlace("metadata", "card.token")),
        ("  metadata.card  ", IdPlace("metadata", "card")),
    ],
)
def test_an_id_stands_in_a_key_of_the_metadata(written: str, place: IdPlace) -> None:
    assert loaded(entities={"card": written}).entities["card"] == place


def test_the_merchant_is_an_entity_where_it_is_named() -> None:
    assert loaded(entities={"merchant": "merchant"}).entities == {
        "customer": IdPlace("customer_id"),
        "terminal": IdPlace("terminal_id"),
        "merchant": IdPlace("merchant"),
    }
    assert set(loaded().entities) == {"customer", "terminal"}


@pytest.mark.parametrize("kind", ["a", "card_2", "x" * 32, "metadata_key", "profile", "facts", "lists"])
def test_an_entity_may_have_any_name_that_means_nothing_else(kind: str) -> None:
    assert kind in loaded(rule(when=f"{kind}.count_1h > 5"), entities={kind: "metadata.id"}).entities


@pytest.mark.parametrize("entities", [[], "card", None, True, Decimal(1)])
def test_entities_are_a_mapping(entities: Any) -> None:
    assert [(path, message) for path, message, _ in told(entities)] == [
        (("entities",), "entities must say where the id of each stands, as in card: metadata.key")
    ]


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("Card", "card"),
        ("card-token", "card_token"),
        ("Card Token ", "card_token"),
        ("2nd", None),
        ("", None),
        ("x" * 33, None),
        ("Amount", None),
        ("карта", None),
    ],
)
def test_an_entitys_name_is_of_small_letters(kind: str, hint: str | None) -> None:
    said = f"{kind} is no name of an entity: 1 to 32 of a to z, 0 to 9 and _, beginning with a letter"
    assert told({kind: "metadata.id"}) == [(("entities", kind), said, hint)]


@pytest.mark.parametrize("kind", ["amount", "currency", "customer_id", "hour", "metadata", "model", "min", "in"])
def test_an_entity_has_no_name_that_conditions_know(kind: str) -> None:
    assert told({kind: "metadata.id"}) == [(("entities", kind), f"{kind} has a meaning in conditions already", None)]


@pytest.mark.parametrize(("kind", "field"), [("customer", "customer_id"), ("terminal", "terminal_id")])
@pytest.mark.parametrize("written", ["metadata.id", "customer_id", Decimal(5)])
def test_customer_and_terminal_are_not_named_again(kind: str, field: str, written: Any) -> None:
    said = f"{kind} is always there, with its id in {field}, and not named again"
    assert told({kind: written}) == [(("entities", kind), said, None)]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("card_token", "metadata.card_token"),
        ("metdata.card_token", "metadata.card_token"),
        ("metadata.card.token", 'metadata["card.token"]'),
        ("metadata.card token", 'metadata["card token"]'),
        ("$.metadata.token", "metadata.token"),
        ("mercant", "metadata.mercant"),
        ("metadata.class", 'metadata["class"]'),
        ("größe", 'metadata["größe"]'),
        ("metadata", "metadata.card"),
        ('metadata[""]', None),
        ("metadata[5]", None),
        ("lower(merchant)", None),
        ("metadata.a or metadata.b", None),
        ("", None),
        (Decimal(5), None),
        (True, None),
        (None, None),
        (["metadata.id"], None),
    ],
)
def test_an_id_stands_nowhere_else(written: Any, hint: str | None) -> None:
    said = 'card must say where its id stands: metadata.key or metadata["any key"]'
    assert told({"card": written}) == [(("entities", "card"), said, hint)]


@pytest.mark.parametrize("written", ["metadata.card_number", 'metadata["Card Number"]', "metadata.pan", "metadata.cvv"])
def test_card_data_is_no_id(written: str) -> None:
    said = f"{written} is card data, which no request may bring and no key may hold"
    assert told({"card": written}) == [(("entities", "card"), said, "a token of the card")]


def test_what_is_always_there_gets_no_second_name() -> None:
    said = "customer_id is the id of customer, which is always there"
    assert told({"payer": "customer_id"}) == [(("entities", "payer"), said, None)]


def test_the_merchant_has_one_name_and_the_name_one_place() -> None:
    said = "the merchant is named as merchant, with its id in merchant, and not otherwise"
    for entities in ({"shop": "merchant"}, {"merchant": "metadata.shop"}, {"merchant": "shop"}, {"merchant": None}):
        (kind,) = entities
        assert told(entities) == [(("entities", kind), said, "merchant: merchant")]


def test_an_id_belongs_to_one_entity_however_its_place_is_written() -> None:
    assert told({"card": "metadata.token", "device": 'metadata["token"]'}) == [
        (("entities", "device"), 'metadata["token"] is the id of card already', None)
    ]


def test_a_strategy_names_at_most_so_many_entities_and_of_more_no_condition_is_read() -> None:
    most = {letter: f"metadata.{letter}" for letter in LETTERS[:MOST_ENTITIES]}
    assert len(loaded(entities=most).entities) == MOST_ENTITIES + 2
    (problem,) = refused(document(rule(when="unknown > 5"), entities={**most, "more": "metadata.more"}))
    assert problem.message == f"a strategy names at most {MOST_ENTITIES} entities; this one names {MOST_ENTITIES + 1}"


def test_what_is_wrong_with_an_entitys_place_makes_its_features_not_unknown() -> None:
    found = refused(document(rule(when="card.count_1h > 5"), entities={"card": "tokn"}))
    assert [each.path for each in found] == [("entities", "card")]


def test_a_strategy_without_entities_is_known_by_the_digest_that_it_always_had() -> None:
    described = document()
    assert b"entities" not in canonical(complete(described))
    assert loaded(entities={}).digest == loaded().digest != loaded(entities={"card": "metadata.id"}).digest


def test_features_are_known_by_the_entities_that_are_named() -> None:
    found = loaded(
        rule(when="card.count_1h > 5 and not missing(customer.lists) and metadata.count_7d > amount"),
        rule("other", "card.sum_1h > card.count_1h or customer.count_24h > 3"),
        entities={"card": "metadata.id", "device": "metadata.device"},
    )
    names = {kind: [each.name for each in features] for kind, features in found.features.items()}
    assert names == {"card": ["count_1h", "sum_1h"], "customer": ["count_24h", "lists"]}
