"""Intervals hold the truth as often as they say, where payments of one customer are alike; those by payment do not."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraudctl.rollout.compare.cluster_ratio import Estimate, difference, ratio, student

Unit = tuple[float, float]

TRUTH = 0.3
"""The rate of a customer is on the mean, as its number of payments does not depend on it."""

EXPERIMENTS = 400


def customers(chance: random.Random, count: int = 60) -> list[tuple[float, list[float]]]:
    """Return customers of very unlike rates, each with its payments: 1 for one that is declined."""
    found = []
    for _ in range(count):
        rate = chance.betavariate(0.3, 0.7)
        found.append((rate, [float(chance.random() < rate) for _ in range(chance.randint(5, 40))]))
    return found


def holds(found: Estimate | None, truth: float) -> bool:
    assert found
    assert found.low is not None
    assert found.high is not None
    return found.low <= truth <= found.high


def test_intervals_by_customer_hold_the_truth_and_those_by_payment_are_too_narrow() -> None:
    chance = random.Random(17)  # noqa: S311 -- no secret
    by_customer = by_payment = 0
    for _ in range(EXPERIMENTS):
        drawn = customers(chance)
        units = [(sum(payments), float(len(payments))) for _, payments in drawn]
        by_customer += holds(ratio(units), TRUTH)
        by_payment += holds(ratio([(each, 1.0) for _, payments in drawn for each in payments]), TRUTH)

    assert 0.92 <= by_customer / EXPERIMENTS <= 0.98
    assert by_payment / EXPERIMENTS < 0.6


def test_two_arms_that_are_alike_are_told_apart_by_chance_alone() -> None:
    chance = random.Random(18)  # noqa: S311 -- no secret
    alike = 0
    for _ in range(EXPERIMENTS):
        arms = [ratio([(sum(each), float(len(each))) for _, each in customers(chance)]) for _ in range(2)]
        alike += holds(difference(*arms), 0)

    assert 0.92 <= alike / EXPERIMENTS <= 0.98


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda each: (min(each), max(each))), max_size=12))
def test_a_rate_is_the_ratio_of_the_sums_and_stands_in_its_interval(units: Sequence[Unit]) -> None:
    found, whole = ratio(units), sum(of for _, of in units)
    if not whole:
        assert found is None
        return
    assert found
    assert found.value == pytest.approx(sum(counted for counted, _ in units) / whole)
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= 1


def test_units_of_one_payment_each_have_the_interval_of_the_textbook() -> None:
    """Of 100 that are independent the standard error is the root of p(1-p)/(n-1)."""
    found = ratio([(float(number < 30), 1.0) for number in range(100)])

    assert found
    assert found.variance
    assert found.variance**0.5 == pytest.approx((0.3 * 0.7 / 99) ** 0.5)


def test_where_nothing_was_seen_the_limit_is_three_of_the_units() -> None:
    found = ratio([(0.0, 50.0)] * 100)

    assert found
    assert (found.value, found.low, found.high) == (0, 0, 0.03)


@pytest.mark.parametrize(
    ("degrees", "quantile"), [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)]
)
def test_the_quantile_is_that_of_the_tables(degrees: int, quantile: float) -> None:
    assert student(degrees) == pytest.approx(quantile, rel=0.008)


def test_a_few_customers_who_pay_most_do_not_tell_two_arms_apart_that_are_alike() -> None:
    chance = random.Random(19)  # noqa: S311 -- no secret

    def arm() -> Estimate | None:
        units = []
        for _ in range(8):
            count, rate = max(1, int(chance.lognormvariate(1.5, 1.2))), chance.betavariate(2.5, 2.5)
            units.append((float(sum(chance.random() < rate for _ in range(count))), float(count)))
        return ratio(units)

    alike = sum(holds(difference(arm(), arm()), 0) for _ in range(EXPERIMENTS))

    assert alike / EXPERIMENTS >= 0.93


def test_no_arm_is_said_to_have_more_than_all_of_a_rate_above_the_other() -> None:
    found = difference(ratio([(1.0, 1.0)] * 5), ratio([(0.0, 1.0)] * 5))

    assert found
    assert found.high == 1


def test_one_customer_alone_has_no_interval() -> None:
    found = ratio([(1.0, 4.0)])

    assert found
    assert (found.value, found.low, found.high) == (0.25, None, None)
    assert difference(found, found) == Estimate(value=0, units=2, variance=None, low=None, high=None)
    assert difference(found, None) is None
