"""The strategy of a model scores by bands of its probability: payments keep their order, and hardly any tie."""

import random
from decimal import Decimal

import pytest

from fraudctl.backtest.ranking import Ranking
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.train.figures import Scored, best_threshold, figures
from fraudctl.train.strategy import BANDS, DECLINE, REVIEW, strategy_of
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.decision.model.models import part

COUNT = 20_000


def scored(seed: int, share: float = 0.02) -> Scored:
    """Return payments whose scores are probabilities that are right."""
    chance = random.Random(seed)  # noqa: S311 -- the same each time
    scores = [round(chance.betavariate(0.05, 0.05 * (1 / share - 1)), 9) for _ in range(COUNT)]
    return Scored(scores, bytes(chance.random() < score for score in scores), range(COUNT), [0] * COUNT)


def made(payments: Scored, review_at: str = "0.3") -> Strategy:
    return strategy_of("trained", packaged_strategy(), part(), scored=payments, review_at=Decimal(review_at))


def bands(strategy: Strategy) -> list[tuple[Decimal, Decimal]]:
    """Return the probability above which each rule of the model fires, and its weight."""
    rules = [each for each in strategy.rules if each.code.startswith("model_")]
    return [(Decimal(each.when.partition(" < ")[0]), each.weight) for each in rules]


def average_precision(payments: Scored, strategy: Strategy | None = None) -> float:
    ranking, levels = Ranking(), bands(strategy) if strategy else []
    for score, fraud in zip(payments.scores, payments.frauds, strict=True):
        by_band = next((weight for level, weight in levels if score > level), Decimal(0))
        ranking.add(by_band if strategy else Decimal(f"{score:.9f}"), fraud=bool(fraud))
    found = ranking.average_precision()
    assert found
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_average_precision_by_the_score_is_that_by_the_probability_but_for_the_bands(seed: int) -> None:
    payments = scored(seed)
    assert average_precision(payments, made(payments)) > average_precision(payments) - 0.01
    later = scored(seed + 100)  # of which the strategy has seen none
    assert average_precision(later, made(payments)) > average_precision(later) - 0.015


def test_one_rule_of_the_model_fires_for_a_score_and_the_other_strategy_s_rules_add_nothing_to_it() -> None:
    strategy = made(scored(1))
    highest, *others = [each.when for each in strategy.rules if each.code.startswith("model_")]
    assert highest.endswith(" < model.score")
    uppers = [each.rpartition(" <= ")[2] for each in others]
    assert uppers == [each.partition(" < ")[0] for each in (highest, *others[:-1])]
    assert not strategy.first_only
    kept = [each for each in strategy.rules if not each.code.startswith("model_")]
    assert {each.weight for each in kept} == {Decimal(0)}
    said = [
        each["outcome"] for each in packaged_strategy().document["rules"] if each["outcome"] in ("approve", "decline")
    ]
    assert [each.outcome for each in kept] == said


def test_bands_are_few_and_fall_from_the_highest_on() -> None:
    levels = bands(made(scored(1)))
    assert len(levels) <= BANDS + 2
    assert levels == sorted(levels, reverse=True)
    assert len({weight for _, weight in levels}) == len(levels)
    assert all(0 < weight <= 1 for _, weight in levels)


def test_reviewed_is_what_is_above_the_threshold_and_declined_what_is_almost_certain() -> None:
    levels = bands(made(scored(2)))
    assert {level for level, weight in levels if weight > REVIEW} == {
        level for level, _ in levels if level >= Decimal("0.3")
    }
    assert {level for level, weight in levels if weight > DECLINE} == {
        level for level, _ in levels if level >= Decimal("0.9")
    }


def test_a_threshold_above_what_is_almost_certain_declines_nothing() -> None:
    assert max(weight for _, weight in bands(made(scored(3), "0.97"))) <= DECLINE


def test_few_frauds_and_equal_scores_make_a_strategy() -> None:
    for scores in ([0.5] * 40, [0.0] * 40, [1.0] * 40, [0.1, 0.9] * 20):
        payments = Scored(scores, bytes([0, 1] * 20), range(40), [0] * 40)
        assert made(payments, str(best_threshold(payments))).rules
        assert figures(payments, best_threshold(payments))["fraud_share"] == Decimal("0.5")
