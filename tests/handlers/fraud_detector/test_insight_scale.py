"""A score of the service and a probability of ours that stand for each other lie above the same share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.fraud_detector.insight_scale import InsightScale, false_positives

TRAINED = {"0.5": "0.02", "0.2": "0.02", "0.1": "0.31", "0.05": "0.31", "0.02": "0.72", "0.01": "0.9", "0.005": "0.9"}
"""As few payments have it: several shares lie above the same probability."""

SCALES = [InsightScale.of(TRAINED), InsightScale({0.1: 0.3, 0.02: 0.7}), InsightScale({0.02: 0.99})]
PROBABILITIES = st.floats(0, 1, allow_nan=False)


@pytest.mark.parametrize("scale", SCALES)
@given(probability=PROBABILITIES, threshold=st.integers(0, 1000))
def test_a_score_is_above_a_threshold_exactly_where_the_probability_is_above_that_of_the_threshold(
    scale: InsightScale, probability: float, threshold: int
) -> None:
    bound = scale.probability(threshold)
    if abs(probability - bound) > 1e-9:  # but for what floats round
        assert (scale.score(probability) > threshold + 1e-6) == (probability > bound) or threshold == 1000


@pytest.mark.parametrize("scale", SCALES)
@given(one=PROBABILITIES, other=PROBABILITIES)
def test_a_likelier_fraud_has_no_lower_score_and_all_are_from_0_to_1000(
    scale: InsightScale, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    assert 0 <= scale.score(low) <= scale.score(high) + 1e-9 <= 1000.001


@pytest.mark.parametrize(("probability", "score"), [(0.31, 600), (0.72, 900), (0.515, 750), (1.0, 1000), (0.0, 0)])
def test_the_documented_scores_stand_where_the_documented_shares_lie(probability: float, score: float) -> None:
    scale = InsightScale({0.5: 0.05, 0.1: 0.31, 0.02: 0.72, 0.005: 0.95})
    assert scale.score(probability) == pytest.approx(score, abs=0.5)


def test_false_positives_are_those_that_the_service_documents() -> None:
    assert [false_positives(each) for each in (0, 600, 900)] == pytest.approx([1, 0.1, 0.02])


def test_a_score_beyond_the_services_stands_for_no_more_than_certain_fraud() -> None:
    scale = InsightScale({0.1: 0.31, 0.02: 0.72})
    assert (scale.probability(1000), scale.probability(1001)) == (1.0, 1.0)
