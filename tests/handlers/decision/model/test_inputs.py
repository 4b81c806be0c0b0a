"""Inputs of a model: what each feature's name reads of a payment, and what becomes of texts."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.decision.condition.vocabulary import Kind
from handlers.decision.entity.places import vocabulary_of
from handlers.decision.model.inputs import Input, input_of
from handlers.decision.model.model import Model
from handlers.decision.model.packed import Split
from handlers.decision.model.reading import MOST_TEXTS, ModelFault, read_model
from tests.handlers.decision.model.models import part

VOCABULARY = vocabulary_of({"card": "metadata.card"})


def found(name: str, *, is_text: bool = False) -> Input:
    each = input_of(name, VOCABULARY, is_text=is_text)
    assert each is not None, name
    return each


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [
        ("domain(metadata.mail)", "Some.Body@Mail.Example", "mail.example"),
        ("domain(metadata.mail)", "nobody", None),
        ("network(metadata.ip)", "203.0.113.9", "203.0"),
        ("network(metadata.ip)", "2001:db8::1", None),
        ("address(metadata.ip)", "1.2.3.4", Decimal(16_909_060)),
        ("address(metadata.ip)", "1.2.3", None),
        ("start(metadata.phone)", "+49 (30) 123", "493"),
        ("start(metadata.phone)", "-" * 11 + "12", "1"),
        ("letters(metadata.agent)", "Safari/17.4 (Mac 10)", "Safari/ (Mac )"),
        ("length(metadata.mail)", "a@b", Decimal(3)),
        ("digits(metadata.mail)", "a1b22@c3", Decimal(4)),
        ("number(metadata.age)", "-12.50", Decimal("-12.50")),
        ("number(metadata.age)", "twelve", None),
        ("start(merchant)", "Shop 7", "Sho"),
    ],
)
def test_a_part_of_a_text_is_made_of_it(name: str, value: str, made: object) -> None:
    each = found(name)
    assert each.read.kind is Kind.TEXT
    assert each.value({each.read.slot: value}) == made
    assert each.value({}) is None


def test_a_key_is_read_as_what_its_use_says() -> None:
    assert found("metadata.age").read.slot == "NUMBER:metadata.age"
    assert found("metadata.age", is_text=True).read.slot == "TEXT:metadata.age"
    assert found("flag(metadata.vpn)").read.slot == "BOOLEAN:metadata.vpn"
    assert found("currency").is_text
    assert not found("card.count_24h").is_text


@pytest.mark.parametrize(
    "name",
    ["domain(amount)", "domain(customer.count_24h)", "upper(metadata.x)", "flag(merchant)", "domain()", "customer_id"],
)
def test_a_name_that_reads_nothing_is_no_feature(name: str) -> None:
    assert input_of(name, VOCABULARY, is_text=False) is None


CATEGORY = "metadata.category"
TREE = Split(0, 1.0, missing_left=True, mean=0.25, left=-1.0, right=2.0)
TEXTS = {CATEGORY: {"gift cards": Decimal("1.5"), "grocery": Decimal(-3)}}


def model(**fields: Any) -> Model:
    made = read_model(part([TREE], [CATEGORY], **{"texts": TEXTS, **fields}), VOCABULARY)
    assert isinstance(made, Model), made
    return made


@pytest.mark.parametrize(("text", "margin"), [("gift cards", 1.0), ("grocery", -2.0), ("unheard of", -2.0)])
def test_a_text_is_compared_by_its_number_and_is_absent_without_one(text: str, margin: float) -> None:
    assert model().margin({f"TEXT:{CATEGORY}": text}) == margin


def test_what_pushed_is_told_by_its_text() -> None:
    (push,) = model().pushes({f"TEXT:{CATEGORY}": "gift cards"})
    assert push == (CATEGORY, "gift cards", Decimal("1.75"))
    (push,) = model().pushes({})
    assert push == (CATEGORY, None, Decimal("-1.25"))


def faults(texts: object, *features: str) -> list[tuple[tuple[str | int, ...], str]]:
    made = read_model(part([TREE], features or [CATEGORY], texts=texts), VOCABULARY)
    assert isinstance(made, list)
    assert all(isinstance(each, ModelFault) for each in made)
    return [each[:2] for each in made]


MANY = {f"t{number}": Decimal(1) for number in range(MOST_TEXTS + 1)}


@pytest.mark.parametrize(
    ("texts", "path", "said"),
    [
        (["gift cards"], ("texts",), "texts must hold a table for each feature that is a text"),
        ({CATEGORY: {}}, ("texts", CATEGORY), f"{CATEGORY} must have a number for each of 1 to 200 texts"),
        ({CATEGORY: MANY}, ("texts", CATEGORY), f"{CATEGORY} must have a number for each of 1 to 200 texts"),
        ({CATEGORY: {"a": "1"}}, ("texts", CATEGORY, "a"), "a must have a number from -1,000 to 1,000"),
        ({CATEGORY: {"a": Decimal(1_001)}}, ("texts", CATEGORY, "a"), "a must have a number from -1,000 to 1,000"),
        ({CATEGORY: {"a": True}}, ("texts", CATEGORY, "a"), "a must have a number from -1,000 to 1,000"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_place(texts: object, path: tuple[str | int, ...], said: str) -> None:
    assert faults(texts) == [(path, said)]


@pytest.mark.parametrize("text", ["", "x" * 257, "ﬁne", "a\u200bb"])
def test_a_text_that_no_payment_can_have_is_refused(text: str) -> None:
    ((path, said),) = faults({CATEGORY: {text: Decimal(1)}})
    assert path == ("texts", CATEGORY, text)
    assert "in the form in which texts are compared" in said


def test_a_table_belongs_to_a_feature_that_is_a_text_and_each_of_these_has_one() -> None:
    table = {"a": Decimal(1)}
    assert faults({CATEGORY: table, "metadata.other": table}) == [
        (("texts", "metadata.other"), "metadata.other is none of the features")
    ]
    assert faults({"length(metadata.x)": table}, "length(metadata.x)") == [
        (("texts", "length(metadata.x)"), "length(metadata.x) is no text")
    ]
    assert faults({"amount": table}, "amount")[0][0] == ("features", 0)
    assert faults({}, "currency") == [(("features", 0), "currency is a text, and texts has no table for it")]
    assert faults({}, "domain(metadata.mail)")[0][1].endswith("is a text, and texts has no table for it")


@pytest.mark.parametrize("texts", [None, True, "", [], 5, {"a": None}, {CATEGORY: None}, {CATEGORY: [1]}, {1: {}}])
def test_no_value_of_the_tables_breaks_the_reading(texts: object) -> None:
    assert isinstance(read_model(part([TREE], [CATEGORY], texts=texts), VOCABULARY), list | Model)
