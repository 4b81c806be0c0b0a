"""Conditions that compile and cannot be meant are named, and others are not."""

import pytest

from fraudctl.strategy.checked import check_text
from tests.fraudctl.strategy.written import checked, rule


def warned(*rules: str, more: str = "") -> list[tuple[int | None, str]]:
    """Return the line and the name of each warning."""
    found = checked(*rules, more=more)
    assert found.errors == ()
    return [(each.line, each.message.rpartition("[")[2].rstrip("]")) for each in found.warnings]


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


def test_a_rule_that_an_earlier_one_hides_is_named_where_the_first_decides() -> None:
    rules = rule("night", "hour < 6"), rule("deep_night", "1 < hour < 4"), rule("morning", "hour < 9")
    assert warned(*rules, more="evaluate: first\n") == [(9, "hidden")]
    assert warned(*rules) == []


def test_a_rule_that_several_hide_is_named_once() -> None:
    assert warned(*(rule(f"rule_{n}", f"hour > {n}") for n in range(4)), more="evaluate: first\n") == [
        (9, "hidden"),
        (12, "hidden"),
        (15, "hidden"),
    ]


def test_a_rule_that_asks_before_it_reads_may_be_hidden() -> None:
    currency = "and (missing(currency) or currency in seed_currencies)"
    rules = rule("large", f"amount > 5 {currency}"), rule("larger", f"amount > 9 {currency}")
    assert warned(*rules, more="evaluate: first\n") == [(9, "hidden")]
    other = rule("larger", "amount > 9 and (missing(currency) or currency == 'CHF')")
    assert warned(rules[0], other, more="evaluate: first\n") == []


def test_a_rule_that_may_fire_where_the_earlier_one_divides_by_zero_is_not_hidden() -> None:
    rules = rule("first", "5 / hour == 1 or 5 / hour != 1"), rule("second", "hour < 4")
    assert warned(*rules, more="evaluate: first\n") == []


@pytest.mark.parametrize("same", ["hour < 6", "not hour >= 6", "6 > hour", "hour <= 5", "hour in (0, 1, 2, 3, 4, 5)"])
def test_two_outcomes_on_the_same_transactions_are_named(same: str) -> None:
    one, other = rule("one", "hour < 6", "outcome: review"), rule("other", same, "outcome: decline")
    assert warned(one, other) == [(9, "contradiction")]
    assert warned(one, rule("other", same, "outcome: review")) == []
    assert warned(one, rule("other", "hour < 7", "outcome: decline")) == []


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


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("terminal.new_terminal", "terminal.new_terminal is never known: a terminal has customers alone"),
        ("terminal.new_merchant == True", "terminal.new_merchant is never known: a terminal has customers alone"),
        (
            "customer.distinct_customers > 3",
            "customer.distinct_customers is never known: a customer has merchants and terminals alone",
        ),
        (
            "hour > 3 or missing(merchant.distinct_terminals)",
            "merchant.distinct_terminals is never known: a merchant has customers alone",
        ),
    ],
)
def test_a_feature_that_its_entity_never_has_is_named(when: str, said: str) -> None:
    found = checked(rule("first", when), more="entities: {merchant: merchant}\n")
    assert [each.message for each in found.warnings] == [f"{said} [never-known]"]


@pytest.mark.parametrize(
    "when",
    [
        "terminal.distinct_customers > 3",
        "customer.new_merchant",
        "card.distinct_customers > 3",
        "card.new_terminal",
        "metadata.new_terminal == True",
    ],
)
def test_a_feature_that_its_entity_has_is_left_alone(when: str) -> None:
    assert warned(rule("first", when), more="entities: {card: metadata.card}\n") == []


@pytest.mark.parametrize(
    "when",
    [
        "customer.count_1h < 0",
        "terminal.distinct_customers > 32",
        "terminal.distinct_customers == 2.5",
        "missing(customer.lists) and 'blocked' in customer.lists",
        "'blocked' in customer.lists and 'blocked' not in customer.lists",
        "customer.new_terminal and not customer.new_terminal",
        "customer.count_1h > 5 and missing(customer.count_1h)",
    ],
)
def test_a_rule_that_no_value_of_a_feature_makes_fire_is_named(when: str) -> None:
    assert warned(rule("first", when)) == [(6, "never-fires")]


@pytest.mark.parametrize(
    "when",
    [
        "customer.count_1h >= 0",
        "customer.count_1h >= 0 or customer.count_1h < 9",
        "customer.new_terminal or not customer.new_terminal",
        "'a' in customer.lists and 'b' in customer.lists",
        "'a' in customer.lists and 'a' not in terminal.lists",
        "'a' in customer.lists or 'a' not in customer.lists",
        "'' not in customer.lists",
        "'' in customer.lists",
    ],
)
def test_a_feature_may_be_absent_so_that_no_rule_that_reads_it_always_fires(when: str) -> None:
    assert warned(rule("first", when)) == []


def test_a_rule_on_features_is_hidden_by_one_that_fires_wherever_it_would() -> None:
    rules = rule("often", "customer.count_1h > 5"), rule("very_often", "customer.count_1h > 9")
    assert warned(*rules, more="evaluate: first\n") == [(9, "hidden")]
    assert warned(rules[0], rule("other", "terminal.count_1h > 9"), more="evaluate: first\n") == []


def test_a_condition_of_very_many_cases_is_left_alone() -> None:
    when = " and ".join(f"(hour > {n % 20} or weekday > 1)" for n in range(20))
    assert warned(rule("first", when)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("currency == 'USD' and hour > 3", "hour > 3 and not currency != 'USD'"),
        ("not (hour > 3 or weekday == 5)", "hour <= 3 and weekday != 5"),
        ("amount * 2 + hour > metadata.limit", "metadata.limit < hour + 2 * amount"),
        ("max(hour, weekday) == 5", "5 == max(weekday, hour)"),
        ("currency in ('USD', 'EUR')", "currency == 'EUR' or currency == 'USD'"),
        ("customer_id == metadata.buyer", "metadata.buyer == customer_id"),
    ],
)
def test_conditions_that_say_the_same_in_other_words_contradict_each_other(one: str, other: str) -> None:
    found = warned(rule("one", one, "outcome: approve"), rule("other", other, "outcome: decline"))
    assert found == [(9, "contradiction")]


def test_a_list_of_the_strategy_that_is_empty_holds_no_currency() -> None:
    text = "name: tried\nthresholds: {review: 0.8, decline: 0.95}\nrules:\n"
    found = check_text(text + rule("first", "currency in seed_currencies"), "tried.yaml")
    assert [each.message for each in found.warnings] == ["first can never fire [never-fires]"]


def test_a_last_rule_for_all_that_no_rule_before_took_is_left_alone() -> None:
    rules = rule("night", "hour < 6"), rule("others", "True")
    assert warned(*rules, more="evaluate: first\n") == []
    assert warned(*rules) == [(9, "always-fires")]


MANY = ["customer_id in ('C-{n}', 'D-{n}')", "merchant == 'Shop {n}' or transaction_id == 'T-{n}'"]


@pytest.mark.parametrize("when", MANY)
def test_a_rule_is_compared_with_all_of_very_many_before_it(when: str) -> None:
    conditions = [when.format(n=n) for n in range(489)]
    conditions.append(f"({conditions[0]}) and hour > 3")
    rules = [rule(f"rule_{n}", each) for n, each in enumerate(conditions)]
    assert [name for _, name in warned(*rules, more="evaluate: first\n")] == ["hidden"]


def test_rules_beyond_what_is_weighed_are_checked_by_themselves() -> None:
    when = "hour * weekday in ({n}, 2, 3) or abs(metadata.a) in (4, 5, {n}) or max(amount, {n}) == weekday"
    rules = [rule(f"rule_{n}", when.format(n=n + 9)) for n in range(120)]
    found = [name for _, name in warned(*rules, rule("last", "hour > 23"), more="evaluate: first\n")]
    assert found[-1] == "never-fires"
