"""Rules that others hide or contradict are named."""

import pytest

from tests.fraudctl.strategy.written import rule, warned


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
