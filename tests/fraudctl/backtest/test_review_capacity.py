"""Precision and recall by how many payments people look at a day."""

import random
from decimal import Decimal

import pytest

from fraudctl.backtest.review_capacity import ReviewCapacity
from handlers.decision.entity.feature import DAY


def test_each_day_the_highest_scores_are_looked_at_and_of_equal_ones_the_first() -> None:
    capacity = ReviewCapacity((1, 2))
    for day, payments in enumerate(
        (
            [("0.5", False), ("0.5", True), ("0.9", True), ("0", True)],  # 0.9, then the first of 0.5
            [("0.3", True), ("0.3", False)],
        )
    ):
        for place, (score, fraud) in enumerate(payments):
            capacity.add(Decimal(score), day * DAY + place, fraud=fraud, unknown=False, demanded=False)
    assert [(each.capacity, each.looked_at, each.caught) for each in capacity.figures()] == [(1, 2, 2), (2, 4, 2)]


def test_what_a_rule_wants_looked_at_comes_before_all_scores() -> None:
    capacity = ReviewCapacity((1,))
    capacity.add(Decimal(1), 0, fraud=False, unknown=False, demanded=False)
    capacity.add(Decimal(0), 1, fraud=True, unknown=False, demanded=True)
    (found,) = capacity.figures()
    assert (found.looked_at, found.caught, found.precision) == (1, 1, 1)


def test_what_nobody_knows_takes_room_and_is_in_no_precision() -> None:
    capacity = ReviewCapacity((3,))
    for place, (fraud, unknown) in enumerate([(False, True), (True, False), (False, True), (True, False)]):
        capacity.add(Decimal("0.5"), place, fraud=fraud, unknown=unknown, demanded=False)
    (found,) = capacity.figures()
    assert (found.looked_at, found.caught, found.unknown, found.precision) == (3, 1, 2, 1)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_sorting_each_day_comes_to(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    payments = [(Decimal(chance.randrange(6)) / 5, chance.random() < 0.3) for _ in range(400)]
    capacity = ReviewCapacity((7, 30, 1000))
    for place, (score, fraud) in enumerate(payments):
        capacity.add(score, place * DAY // 100, fraud=fraud, unknown=False, demanded=False)
    for found in capacity.figures():
        days = [payments[first : first + 100] for first in range(0, 400, 100)]
        looked_at = [
            each
            for day in days
            for each in sorted((one for one in day if one[0]), key=lambda one: -one[0])[: found.capacity]
        ]
        assert (found.looked_at, found.caught) == (len(looked_at), sum(fraud for _, fraud in looked_at))


def test_the_figures_may_be_asked_for_twice() -> None:
    capacity = ReviewCapacity((5,))
    capacity.add(Decimal(1), 0, fraud=True, unknown=False, demanded=False)
    assert [each.looked_at for each in (*capacity.figures(), *capacity.figures())] == [1, 1]
