"""A part of a rule that can never be true is named at its place, and no other is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fraudctl.strategy.checked import check_text
from fraudctl.strategy.witness import fires
from handlers.decision.condition.checking import check
from handlers.decision.condition.compiling import Values, compile_condition
from handlers.decision.entity.places import vocabulary_of
from tests.fraudctl.strategy.situations import conditions, values
from tests.fraudctl.strategy.written import HEAD, checked, rule

VOCABULARY = vocabulary_of({})
NEVER_TRUE = [
    ("currency in ('USD', 'eur')", "'eur'"),
    ("currency not in ('USD', 'eur')", "'eur'"),
    ("hour in [23, 24]", "24"),
    ("currency != 'usd' and hour > 3", "'usd'"),
    ("merchant == 'a' or (amount < 0)", "amount < 0"),
    ("merchant == 'a' or amount < 0 and hour > 3", "amount < 0 and hour > 3"),
    ("merchant == 'a' and (weekday == 7 or hour > 3)", "weekday == 7"),
    ("not (merchant == 'a' and amount >= 0) and hour > 3", "amount >= 0"),
    ("merchant == 'a' or (hour > 3 or currency == 'usd')", "currency == 'usd'"),
    ("'Crypto' in lower(merchant) or 'crypto' in lower(merchant)", "'Crypto' in"),
    ("lower(merchant) in ('shop', 'Shop')", "'Shop'"),
    ("False or hour > 3", "False"),
]


@pytest.mark.parametrize(("when", "part"), NEVER_TRUE)
def test_a_part_that_can_never_be_true_is_named_at_its_place(when: str, part: str) -> None:
    found = check_text(f'{HEAD}rules:\n  - code: first\n    when: "{when}"\n    weight: 0.1\n', "tried.yaml")
    assert [(each.column, each.message.rpartition(" ")[2]) for each in found.warnings] == [
        (12 + when.index(part), "[never-true]")
    ]


def test_every_part_that_can_never_be_true_is_named() -> None:
    found = checked(rule("first", "currency in ('usd', 'USD', 'eur') or hour > 23"))
    assert [each.message for each in found.warnings] == [
        "first: currency is never 'usd' [never-true]",
        "first: currency is never 'eur' [never-true]",
        "first: hour > 23 can never be true [never-true]",
    ]


@pytest.mark.parametrize(
    "when",
    [
        "currency == 'USD' and (missing(currency) or currency in seed_currencies)",
        "metadata.risk in ('high', 'HIGH') or metadata.risk == 'low'",
        "lower(metadata.channel) in ('web', 'app')",
        "metadata.risk > 3 or metadata.risk == 'high'",
        "customer_id in seed_currencies or hour > 3",
        "not (missing(customer_id) or hour < 3)",
        "merchant == '' or hour in (0, 23)",
        "weekday != 0 and hour != 3",
    ],
)
def test_a_part_that_may_be_true_is_left_alone(when: str) -> None:
    assert checked(rule("first", when)).warnings == []


@settings(max_examples=200, deadline=None)
@given(text=conditions, transactions=st.lists(values, min_size=1, max_size=6))
def test_a_part_that_is_told_to_never_be_true_is_true_on_no_transaction(text: str, transactions: list[Values]) -> None:
    for each in checked(rule("first", f"hour == 3 or ({text})")).warnings:
        if each.message.endswith(" can never be true [never-true]"):
            part = each.message.removeprefix("first: ").removesuffix(" can never be true [never-true]")
            condition = compile_condition(check(part, VOCABULARY))
            assert not any(fires(condition, transaction) for transaction in transactions)
