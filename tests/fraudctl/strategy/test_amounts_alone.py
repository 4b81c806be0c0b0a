"""Amounts that are compared whatever their currency are named, and others are not."""

import pytest

from tests.fraudctl.strategy.written import rule, warned

ALONE = [
    "amount > 100",
    "100 < amount <= 200",
    "amount * 2 > 100",
    "max(amount, 5) > 100",
    "amount in (100, 200)",
    "amount - 100 > 0",
    "amount > 50 + 50",
    "amount > metadata.usual + 50",
    "(amount > 100) == True",
    "amount > 100 or currency == 'USD'",
    "currency == 'USD' or amount > 100",
    "missing(currency) or amount > 100",
    "hour > 3 and (weekday == 5 or amount > 100)",
    "amount > 100 and metadata.currency == 'USD'",
]


@pytest.mark.parametrize("when", ALONE)
def test_an_amount_without_a_currency_is_named(when: str) -> None:
    assert warned(rule("first", when)) == [(6, "amount-without-currency")]


NOT_ALONE = [
    "amount > 100 and currency == 'USD'",
    "amount > 100 and missing(currency)",
    "amount > 100 and currency != 'JPY'",
    "(missing(currency) or currency in seed_currencies) and (hour > 3 or amount > 100)",
    "not (currency == 'JPY' and amount < 1000)",
    "currency != 'JPY' or amount > 10_000",
    "amount > metadata.usual",
    "amount > 3 * metadata.usual",
    "amount / metadata.usual > 3",
    "amount % 100 == 99",
    "amount == 0",
]


@pytest.mark.parametrize("when", NOT_ALONE)
def test_an_amount_with_a_currency_or_beside_another_value_is_left_alone(when: str) -> None:
    assert warned(rule("first", when)) == []


@pytest.mark.parametrize(
    "when",
    [
        "customer.sum_24h > 1_000",
        "customer.mean_30d > 100",
        "terminal.most_30d - customer.mean_30d > 100",
        "amount * customer.count_1h > 500",
        "abs(amount - customer.mean_30d) > 50",
        "amount > 3 * customer.mean_30d + 50",
        "-customer.deviation_30d < -50",
    ],
)
def test_money_of_an_entity_without_a_currency_is_named(when: str) -> None:
    assert warned(rule("first", when)) == [(6, "amount-without-currency")]


@pytest.mark.parametrize(
    "when",
    [
        "amount > 5 * customer.mean_30d",
        "amount / customer.mean_30d > 5",
        "(amount - customer.mean_30d) / customer.deviation_30d > 3",
        "customer.amount_to_mean_30d > 5",
        "customer.mean_30d / amount * customer.count_1h > 5",
        "customer.count_1h > 5",
        "customer.sum_1h > 0",
        "customer.sum_1h > 100 and currency == 'USD'",
        "metadata.sum_1h > 100",
    ],
)
def test_what_means_the_same_in_every_currency_is_left_alone(when: str) -> None:
    assert warned(rule("first", when)) == []
