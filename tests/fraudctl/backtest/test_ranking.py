"""The figures of a ranking, by hand and against what their definitions say, reckoned plainly."""

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from fraudctl.backtest.ranking import Ranking

Scored = Sequence[tuple[str, bool]]

BY_HAND: Scored = [("0.9", True), ("0.8", False), ("0.8", True), ("0.5", False), ("0", True), ("0", False)]
"""Thresholds 0.9, 0.8, 0.5 and 0: caught 1, 2, 2, 3 of 3, disturbed 0, 1, 2, 3 of 3."""


def ranking(scored: Scored) -> Ranking:
    made = Ranking()
    for score, fraud in scored:
        made.add(Decimal(score), fraud=fraud)
    return made


def test_figures_counted_by_hand() -> None:
    found = ranking(BY_HAND)

    assert found.average_precision() == pytest.approx(1 / 3 * 1 + 1 / 3 * (2 / 3) + 0 + 1 / 3 * (3 / 6))
    assert found.auc() == pytest.approx((3 + (0.5 + 1 + 1) + (0.5)) / 9), "pairs won, a tie as half"
    assert found.recall_at(Fraction(0)) == pytest.approx(1 / 3)
    assert found.recall_at(Fraction(1, 3)) == pytest.approx(2 / 3)
    assert found.recall_at(Fraction(1)) == 1


@pytest.mark.parametrize(
    ("scored", "auc", "average_precision"),
    [
        ([("1", True), ("0", False)], 1, 1),
        ([("0", True), ("1", False)], 0, 0.5),
        ([("0.3", True), ("0.3", False), ("0.3", False), ("0.3", False)], 0.5, 0.25),
        ([("0.5", True), ("0.50", False)], 0.5, 0.5),
    ],
    ids=["perfect", "reversed", "all the same", "the same number written in two ways"],
)
def test_rankings_of_which_one_knows_the_figures(scored: Scored, auc: float, average_precision: float) -> None:
    found = ranking(scored)
    assert (found.auc(), found.average_precision()) == (auc, average_precision)


@pytest.mark.parametrize("scored", [[], [("0.5", False)]], ids=["nothing", "no fraud"])
def test_without_frauds_there_is_nothing_to_say(scored: Scored) -> None:
    found = ranking(scored)
    assert (found.auc(), found.average_precision(), found.recall_at()) == (None, None, None)


def test_frauds_alone_have_a_precision_and_no_rates() -> None:
    found = ranking([("0.5", True)])
    assert (found.auc(), found.average_precision(), found.recall_at()) == (None, 1, None)


@pytest.mark.parametrize("seed", range(20))
def test_figures_are_those_of_a_plain_computation(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- no secret
    scored = [(f"0.{chance.randrange(1, 8)}", chance.random() < 0.3) for _ in range(60)]
    found = ranking(scored)

    assert found.auc() == pytest.approx(float(plain_auc(scored)))
    assert found.average_precision() == pytest.approx(float(plain_average_precision(scored)))
    for rate in (Fraction(1, 100), Fraction(1, 10), Fraction(1, 2)):
        assert found.recall_at(rate) == pytest.approx(float(plain_recall_at(scored, rate)))


def plain_auc(scored: Scored) -> Fraction:
    frauds = [Decimal(score) for score, fraud in scored if fraud]
    others = [Decimal(score) for score, fraud in scored if not fraud]
    twice = sum(2 * (one > other) + (one == other) for one in frauds for other in others)
    return Fraction(twice, 2 * len(frauds) * len(others))


def plain_average_precision(scored: Scored) -> Fraction:
    """Return the mean over the frauds of the precision among all that score at least as high."""
    precisions = []
    for score, fraud in scored:
        if fraud:
            above = [each for other, each in scored if Decimal(other) >= Decimal(score)]
            precisions.append(Fraction(sum(above), len(above)))
    return sum(precisions, Fraction(0)) / len(precisions)


def plain_recall_at(scored: Scored, rate: Fraction) -> Fraction:
    best = Fraction(0)
    frauds = sum(fraud for _, fraud in scored)
    for threshold in {Decimal(score) for score, _ in scored}:
        above = [fraud for score, fraud in scored if Decimal(score) >= threshold]
        if above.count(False) <= rate * (len(scored) - frauds):
            best = max(best, Fraction(sum(above), frauds))
    return best
