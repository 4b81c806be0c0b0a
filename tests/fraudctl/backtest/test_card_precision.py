"""Card precision: of the customers looked at each day, how many are victims."""

import random
from decimal import Decimal

import pytest

from fraudctl.backtest.card_precision import CardPrecision
from handlers.decision.entity.feature import DAY

Paid = tuple[str, str, int, bool]
"""A payment: the customer, the score, the time, and whether it is fraud."""


def card_precision(payments: list[Paid], most: int) -> float | None:
    made = CardPrecision(most)
    for customer, score, time, fraud in payments:
        made.add(customer, Decimal(score), time, fraud=fraud)
    return made.value()


def test_nobody_paid() -> None:
    assert card_precision([], 2) is None


def test_days_counted_by_hand() -> None:
    payments: list[Paid] = [
        ("A", "0.9", 0, True),  # found on the first day
        ("B", "0.8", 1, False),
        ("C", "0.7", 2, True),  # a victim, but third
        ("A", "0.9", DAY, True),  # known by now, and not looked at again
        ("C", "0.6", DAY + 1, True),  # found on the second day
        ("D", "0.5", DAY + 2, False),
        ("B", "0", DAY + 3, True),
        ("E", "0.9", 5 * DAY, False),  # alone on its day: one of two places stays empty
    ]
    assert card_precision(payments, 2) == pytest.approx((1 + 1 + 0) / (3 * 2))


def test_a_customer_is_placed_by_the_highest_score_of_the_day_and_a_victim_by_any_payment() -> None:
    payments: list[Paid] = [("A", "0.1", 0, True), ("B", "0.5", 1, False), ("A", "0.9", 2, False)]
    assert card_precision(payments, 1) == 1


def test_of_equal_scores_the_earlier_is_looked_at() -> None:
    assert card_precision([("B", "0.5", 0, True), ("A", "0.5", 1, False)], 1) == 1
    assert card_precision([("B", "0.5", 0, False), ("A", "0.5", 1, True)], 1) == 0


@pytest.mark.parametrize("seed", range(20))
def test_it_is_that_of_the_handbooks_procedure(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    times = sorted(chance.randrange(6 * DAY) for _ in range(150))
    payments: list[Paid] = [
        (f"C-{chance.randrange(30)}", f"0.{chance.randrange(1, 9)}", time, chance.random() < 0.2) for time in times
    ]
    assert card_precision(payments, 5) == pytest.approx(handbook(payments, 5))


def handbook(payments: list[Paid], most: int) -> float:
    """Return the mean as `card_precision_top_k` reckons it, day by day over a list of all payments."""
    found: set[str] = set()
    precisions = []
    for day in sorted({time // DAY for _, _, time, _ in payments}):
        of_day = [each for each in payments if each[2] // DAY == day and each[0] not in found]
        ranked = sorted(of_day, key=lambda each: (-Decimal(each[1]), each[2], each[0]))
        top = list(dict.fromkeys(customer for customer, *_ in ranked))[:most]
        victims = {customer for customer, _, _, fraud in of_day if fraud}
        hits = [customer for customer in top if customer in victims]
        precisions.append(len(hits) / most)
        found.update(hits)
    return sum(precisions) / len(precisions)
