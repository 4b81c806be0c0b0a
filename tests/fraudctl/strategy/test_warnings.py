"""Conditions that can never fire, or always do, are named, and others are not."""

import pytest

from fraudctl.strategy.checked import check_text
from tests.fraudctl.strategy.written import rule, warned

NEVER = [
    "hour > 23",
    "hour < 3 and hour > 5",
    "5 < weekday < 5",
    "merchant == 'a' and merchant == 'b'",
    "merchant in ('a', 'b') and merchant not in ('b', 'a')",
    "'Crypto' in lower(merchant)",
    "lower(merchant) == 'Shop'",
    "missing(merchant)",
    "missing(currency) and currency == 'USD'",
    "missing(metadata.risk) and metadata.risk > 3",
    "metadata.risk > 3 and metadata.risk == 'high'",
    "metadata.vip and metadata['vip'] != 'yes'",
    "metadata.risk > 3 and (metadata.risk == 'high' or metadata.risk == 'low')",
    "merchant_mixed_scripts and not merchant_mixed_scripts",
    "1 > 2 or False",
    "hour == 3 and hour != 3",
    "amount < 0",
    "hour == 24",
    "weekday in (7, 8)",
    "weekday == 5.5",
    "5 < hour < 6",
    "hour > 20 + 5",
    "hour * 2 > 50",
    "-amount > 0",
    "abs(amount) < 0",
    "amount < amount",
    "max(hour, 3) < 2",
    "currency == 'usd'",
    "currency in ('usd', 'EURO')",
    "currency in seed_currencies and currency == 'CHF'",
    "currency == 'USD' and lower(currency) == 'eur'",
    "merchant == 'Shop' and 'crypto' in lower(merchant)",
    "matches(currency, '[a-z]+') and currency == 'USD'",
    "amount > metadata.limit and amount < metadata.limit",
    "amount in (-1, -2)",
    "hour in (1, 2) and hour in (3, 4)",
    "amount in (100, 200) and amount > 300 and currency == 'USD'",
    "amount * 2 > 100 and 100 >= 2 * amount and currency == 'USD'",
    "not '' in merchant",
    "missing(currency) and missing(currency) == False",
    "lower('ABC') == 'ABC'",
    "amount * 3 > 1 and amount / 0.5 < 0",
]
POSSIBLE = [
    "hour in (22, 23)",
    "hour % 2 == 1 and hour > 21",
    "lower(currency) == 'usd'",
    "abs(metadata.change) > 3 and metadata.change < 0",
    "metadata.a - metadata.b > 3",
    "-7 % metadata.a < 0",
    "hour >= 23",
    "metadata.risk > 3 or metadata.risk == 'high'",
    "(metadata.risk == 'high' or metadata.risk > 3) == True",
    "missing(currency) and ((True or currency == 'USD') == True)",
    "missing(metadata.risk) or metadata.risk > 3",
    "not (hour < 3 and hour > 5) and hour == 4",
    "'crypto' in lower(merchant)",
    "'Crypto' in merchant",
    "merchant in ('a', 'b') and merchant not in ('b', 'c')",
]
ALWAYS = [
    "'' in merchant",
    "hour not in (24, 25)",
    "hour * 2 <= 46",
    "max(1, 2) == 2",
    "missing(currency) or currency == 'USD' or currency != 'USD'",
    "hour >= 0",
    "lower(merchant) != 'Shop'",
    "hour < 12 or hour >= 12",
    "not missing(merchant)",
    "merchant == 'a' or merchant != 'a'",
    "True",
]
NOT_ALWAYS = [
    "currency == 'USD' or currency != 'USD'",
    "5 / hour == 1 or 5 / hour != 1",
    "hour > 0",
    "hour <= 22 or missing(currency)",
]


@pytest.mark.parametrize("when", NEVER)
def test_a_rule_that_can_never_fire_is_named(when: str) -> None:
    assert warned(rule("first", when)) == [(6, "never-fires")]


@pytest.mark.parametrize("when", POSSIBLE + NOT_ALWAYS)
def test_a_rule_that_may_fire_and_may_not_is_left_alone(when: str) -> None:
    assert warned(rule("first", when)) == []


@pytest.mark.parametrize("when", ALWAYS)
def test_a_rule_that_always_fires_is_named(when: str) -> None:
    assert warned(rule("first", when)) == [(6, "always-fires")]


def test_a_condition_of_very_many_cases_is_left_alone() -> None:
    when = " and ".join(f"(hour > {n % 20} or weekday > 1)" for n in range(20))
    assert warned(rule("first", when)) == []


def test_a_list_of_the_strategy_that_is_empty_holds_no_currency() -> None:
    text = "name: tried\nthresholds: {review: 0.8, decline: 0.95}\nrules:\n"
    found = check_text(text + rule("first", "currency in seed_currencies"), "tried.yaml")
    assert [each.message for each in found.warnings] == ["first can never fire [never-fires]"]


def test_a_last_rule_for_all_that_no_rule_before_took_is_left_alone() -> None:
    rules = rule("night", "hour < 6"), rule("others", "True")
    assert warned(*rules, more="evaluate: first\n") == []
    assert warned(*rules) == [(9, "always-fires")]
