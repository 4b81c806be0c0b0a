"""Rules that no feature makes fire are named: of what its entity never has, or of what none can be."""

import pytest

from tests.fraudctl.strategy.written import checked, rule, warned


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
