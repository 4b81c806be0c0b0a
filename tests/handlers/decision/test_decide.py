"""A decision: the weights of what fires, summed exactly, and the severest outcome of what was said."""

from collections.abc import Sequence
from decimal import Context, Decimal, getcontext, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.money import is_storable
from handlers.decision.decide import EXACT, Decider
from tests.handlers.decision.strategy.documents import decided, loaded, rule, transaction


def weighed(*weights: str, **fields: Any) -> Any:
    return decided(*(rule(f"rule_{place}", weight=Decimal(each)) for place, each in enumerate(weights)), **fields)


def test_weights_are_summed_exactly() -> None:
    assert str(weighed("0.5", "0.4").score) == "0.9"
    long = "0.12345678901234567890123456789012345678"
    assert weighed(long, "1e-38").score == EXACT.add(Decimal(long), Decimal("1e-38"))
    assert weighed(long, "1e-38").score > Decimal(long)
    assert is_storable(weighed(long, "0.5", "1e-38").score)


def test_a_score_is_at_most_1() -> None:
    assert weighed("0.5", "0.5").score == 1
    assert weighed("0.5", "0.6").score == 1
    assert weighed("1", "1e-38").score == 1
    assert weighed().score == Decimal("0.5")  # of the one rule that always fires


shares = st.decimals(0, 1, places=3)


@given(weights=st.lists(st.tuples(shares, st.booleans()), min_size=1, max_size=8))
def test_a_score_is_the_sum_of_what_fired(weights: list[tuple[Decimal, bool]]) -> None:
    found = decided(
        *(rule(f"rule_{place}", str(fires), weight=weight) for place, (weight, fires) in enumerate(weights))
    )
    assert found.score == min(Decimal(1), sum((weight for weight, fires in weights if fires), Decimal(0)))
    assert [each.code for each in found.fired] == [f"rule_{n}" for n, (_, fires) in enumerate(weights) if fires]


@pytest.mark.parametrize(
    ("score", "outcome"),
    [
        ("0", "approve"),
        ("0.8", "approve"),
        ("0.80000000000000000000000000000000000001", "review"),
        ("0.95", "review"),
        ("0.951", "decline"),
        ("1", "decline"),
    ],
)
def test_an_outcome_follows_above_a_threshold_not_at_it(score: str, outcome: str) -> None:
    assert weighed(score).outcome == outcome


def test_nothing_is_above_a_threshold_of_1() -> None:
    assert weighed("1", "1", thresholds={"review": Decimal(1), "decline": Decimal(1)}).outcome == "approve"


OUTCOMES = ("approve", "review", "decline")


@pytest.mark.parametrize(
    ("said", "score", "outcome"),
    [
        ([], "0.9", "review"),
        (["review"], "0", "review"),
        (["review"], "0.96", "decline"),
        (["decline"], "0.9", "decline"),
        (["review", "decline", "review"], "0", "decline"),
        (["approve"], "1", "approve"),
        (["decline", "approve"], "1", "approve"),
        (["approve", "decline"], "0", "approve"),
    ],
)
def test_the_severest_outcome_counts_and_approve_overrides(said: Sequence[str], score: str, outcome: str) -> None:
    saying = [rule(f"says_{place}", outcome=each) for place, each in enumerate(said)]
    assert decided(*saying, rule("weighs", weight=Decimal(score))).outcome == outcome


def test_a_rule_that_does_not_fire_says_nothing() -> None:
    assert decided(rule("never", "False", outcome="decline"), rule("other", "False", outcome="approve")).outcome == (
        "approve"
    )
    assert decided(rule("never", "False", outcome="approve"), rule("fires", outcome="decline")).outcome == "decline"


def test_of_first_the_first_that_fires_is_the_last_that_is_evaluated() -> None:
    rules = [
        rule("not_this", "False"),
        rule("divides", "1 / (amount - amount) > 1"),
        rule("this", "amount > 5"),
        rule("nor_this", "amount > 5", outcome="decline"),
        rule("divides_too", "1 / (amount - amount) > 1"),
    ]
    first, every = decided(*rules, evaluate="first"), decided(*rules)
    assert ([each.code for each in first.fired], first.undecided, first.outcome) == (["this"], ("divides",), "approve")
    assert [each.code for each in every.fired] == ["this", "nor_this"]
    assert every.undecided == ("divides", "divides_too")


def test_a_rule_that_reads_what_is_absent_neither_fires_nor_is_undecided() -> None:
    found = decided(rule("reads", "currency == 'USD'"), rule("asks", "missing(currency)"))
    assert ([each.code for each in found.fired], found.undecided) == (["asks"], ())
    with_currency = decided(rule("asks", "missing(currency)"), on=transaction(currency="USD"))
    assert with_currency.fired == ()  # though no rule reads it


def test_tags_come_once_and_sorted() -> None:
    found = decided(
        rule("one", tags=["velocity", "card_testing"]),
        rule("two", tags=["card_testing", "a:b"]),
        rule("three", "False", tags=["never"]),
    )
    assert found.tags == ["a:b", "card_testing", "velocity"]


def test_a_decision_knows_what_its_rules_read() -> None:
    found = decided(rule("one", "amount > 5 and hour >= 0 and missing(customer_id)"))
    assert found.values == {"amount": Decimal(100), "hour": Decimal(0)}


def test_packaged_thresholds_follow_the_stacks_alert_threshold() -> None:
    strategy = loaded()
    for threshold, decline in (("0.5", "0.95"), ("0.95", "0.95"), ("0.99", "0.99")):
        moved = strategy.alerting_above(Decimal(threshold))
        assert (moved.thresholds.review, moved.thresholds.decline) == (Decimal(threshold), Decimal(decline))
        assert moved.digest == strategy.digest


def test_whoever_decides_keeps_their_own_arithmetic() -> None:
    with localcontext(Context(prec=3)) as own:
        decided(rule("divides", "1 / (amount - amount) > 1"))
        assert getcontext() is own
        assert weighed("0.1234", "0.0001").score == Decimal("0.1235")  # whatever the caller's precision


def fires(condition: str, amount: str = "100") -> bool | None:
    """Return whether a rule fires on the amount; None if it is undecided."""
    found = decided(rule("tried", condition), on=transaction(amount=Decimal(amount)))
    return None if found.undecided else bool(found.fired)


TALLEST, LEAST = "9.9999999999999999999999999999999999999e125", "1.1111111111111111111111111111111111111e-130"


def test_a_sum_of_any_storable_numbers_is_exact() -> None:
    assert fires("amount + 1e-130 - amount == 1e-130", "1e125")
    assert fires(f"amount + {LEAST} - amount == {LEAST}", TALLEST)
    every = " + ".join(["amount"] * 40)
    assert fires(f"{every} + {LEAST} - ({every}) == {LEAST}", TALLEST)


def test_a_product_of_ten_storable_numbers_is_exact() -> None:
    ten = " * ".join(["amount"] * 10)
    assert fires(f"{ten} % 10 == 1", "1" * 37 + "1")
    assert fires(f"{ten} > 0", LEAST)
    assert fires(f"({ten}) * ({ten}) > 0", LEAST)  # none vanishes


@pytest.mark.parametrize("amount", [TALLEST, LEAST, "0"])
@pytest.mark.parametrize("sign", ["*", "/"])
def test_the_longest_chain_has_a_value_or_is_undecided(sign: str, amount: str) -> None:
    level = f" {sign} ".join(["amount"] * 45)
    assert fires(f"{level} >= 0 or {level} < 0 or True", amount) in (True, None)
    assert (fires(f"{level} > 1e125", amount) is None) == (sign == "/" and amount == "0")


def test_a_remainder_has_the_sign_of_what_is_divided() -> None:
    assert fires("(0 - amount) % 7 == -2")
    assert fires("amount % -7 == 2")
    assert fires("amount % 0.3 == 0.1")


def test_a_remainder_of_a_quotient_with_too_many_digits_is_undecided() -> None:
    product = " * ".join(["amount"] * 4)
    assert fires(f"{product} % 1e-130 >= 0", "1e125") is None
    assert fires("amount % 1e-130 == 0", "1e125") is True


def test_numbers_beyond_any_that_a_table_holds_are_undecided_not_an_error() -> None:
    assert fires("amount * amount > 1", "1e999999") is None
    assert fires("amount * amount >= 0", "1e-999999") is True  # it vanishes


OF_DEVICES = (
    "device.count_ever == 0 or amount > 1",
    "not device.new_merchant",
    "1 < device.count_ever + 2",
    "(amount > 1 or device.count_ever > 1) and amount > 2",
    "missing(device.count_ever) or device.count_ever > 1",
    "max(device.count_ever, 1) > 0",
    "-device.count_ever < 1 and customer.count_ever == 4",
    "'blocked' in device.lists or customer.count_ever == 4",
    "customer.count_ever == 4 or device.count_ever == 4",
)


@pytest.mark.parametrize("evaluate", ["all", "first"])
def test_that_rules_of_an_absent_entity_are_not_tried_changes_no_decision(evaluate: str) -> None:
    rules = [rule(f"rule_{place}", when) for place, when in enumerate(OF_DEVICES)]
    decider = Decider(loaded(*rules, entities={"device": "metadata.device"}, evaluate=evaluate))
    known = {"customer.count_ever": Decimal(4)}
    tried = decider.decide(transaction(), known)
    assert decider.decide(transaction(), known, kinds=("customer",)) == tried
    assert [each.code for each in tried.fired] == (["rule_3", "rule_4", "rule_8"] if evaluate == "all" else ["rule_3"])
    assert decider.decide(transaction(), {"device.count_ever": Decimal(1)}, kinds=("device",)).fired != ()
