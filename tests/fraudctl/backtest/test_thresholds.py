"""The curve of thresholds: by hand, against a plain count, and thinned where nobody could read all of it."""

import pickle
import random
from decimal import Decimal
from itertools import pairwise

import pytest

from fraudctl.backtest.thresholds import ThresholdCurve, thinned

OWN = Decimal("0.5")


def curve_of(*payments: tuple[str, bool, bool]) -> ThresholdCurve:
    """Return the curve of payments of 10 each: score, whether fraud, whether unknown."""
    curve = ThresholdCurve()
    for score, fraud, unknown in payments:
        curve.add(
            Decimal(score), currency="EUR", amount=Decimal(10), fraud=fraud, unknown=unknown, demanded=score == "0.11"
        )
    return curve


def test_the_points_by_hand() -> None:
    curve = curve_of(("0.9", True, False), ("0.9", False, True), ("0.4", False, False), ("0", True, False))
    found = curve.points(OWN)
    assert [str(each.threshold) for each in found] == ["0.9", "0.5", "0.4", "0"]
    assert [(each.alerts, each.caught) for each in found] == [(0, 0), (2, 1), (2, 1), (3, 1)]
    assert [each.precision for each in found] == [None, 1, 1, 0.5]
    assert [each.recall for each in found] == [0, 0.5, 0.5, 0.5]
    assert [each.value_caught for each in found] == [{}, *[{"EUR": 10}] * 3]


def test_what_a_rule_wants_alerted_is_at_every_threshold() -> None:
    curve = curve_of(("0.11", True, False), ("0.9", False, False))
    assert [(each.threshold, each.alerts) for each in curve.points(OWN)] == [
        (Decimal("0.9"), 1),
        (OWN, 2),
        (0, 2),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_every_point_is_a_count_of_the_scores_above_it(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    payments = [(f"{chance.randrange(100) / 100}", chance.random() < 0.2, chance.random() < 0.1) for _ in range(500)]
    payments = [(score, fraud, unknown and not fraud) for score, fraud, unknown in payments if score != "0.11"]
    for point in curve_of(*payments).points(OWN):
        above = [each for each in payments if Decimal(each[0]) > point.threshold]
        caught = sum(fraud for _, fraud, _ in above)
        assert (point.alerts, point.caught, point.unknown) == (len(above), caught, sum(each[2] for each in above))
        assert point.recall == caught / sum(fraud for _, fraud, _ in payments)


def test_a_long_curve_is_thinned_evenly_and_keeps_its_ends_and_the_own_threshold() -> None:
    points = curve_of(*((f"{place / 10_000}", place % 7 == 0, False) for place in range(10_000) if place != 1_100))
    every = points.points(OWN)
    few = thinned(every, OWN, 10)
    assert len(few) <= 10
    assert (few[0], few[-1]) == (every[0], every[-1])
    assert OWN in {each.threshold for each in few}
    recalls = [each.recall or 0 for each in few]
    assert recalls == sorted(recalls)
    assert max(later - before for before, later in pairwise(recalls)) < 0.4


def test_a_strategy_that_never_fires_has_points_without_precision() -> None:
    found = curve_of(("0", True, False), ("0", False, False)).points(OWN)
    assert [(each.alerts, each.precision, each.recall) for each in found] == [(0, None, 0), (0, None, 0)]
    assert thinned(found, OWN, 2) == found


def test_without_payments_there_are_points_and_no_figures() -> None:
    assert [(each.alerts, each.precision, each.recall) for each in ThresholdCurve().points(OWN)] == [
        (0, None, None)
    ] * 2


def test_memory_does_not_grow_with_payments() -> None:
    few, many = (
        len(pickle.dumps(curve_of(*[("0.5", True, False), ("0.2", False, False)] * times))) for times in (300, 3_000)
    )
    assert many <= few + 10, "the counters have more digits"
