"""The service's scores, 0 to 1000, and the probabilities of a model of ours that stand for them.

A score is tied to a share of false positives: the service says that at 600 about 10 % of the legitimate events lie
above, and at 900 about 2 % (its API's reference, `ModelScores`). Between and beyond, the share is taken to fall as
evenly as it does there.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import exp, log
from typing import NamedTuple, Self

DOCUMENTED = ((600, 0.10), (900, 0.02))
"""Scores of the service, and the share of legitimate events above each."""

LARGEST_SCORE = 1000


class Point(NamedTuple):
    """A probability, and the share of legitimate payments that lie above it."""

    share: float
    probability: float


class InsightScale:
    """Leads from scores of the service to probabilities of a model and back: the one is above where the other is."""

    def __init__(self, points: Mapping[float, float]) -> None:
        """Take probabilities by the share of legitimate payments that lie above each."""
        known = sorted((Point(*each) for each in points.items()), reverse=True)
        least = false_positives(LARGEST_SCORE)
        ends = [Point(least, 1.0)] if not known or known[-1].share > least else []
        self._points = [Point(1.0, 0.0), *known, *ends]  # all lie above 0

    @classmethod
    def of(cls, scores_by_false_positives: Mapping[str, object]) -> Self:
        """Return that of a model, as `fraudctl train` notes it: probabilities by shares."""
        return cls({float(share): float(str(each)) for share, each in scores_by_false_positives.items()})

    def probability(self, score: float) -> float:
        """Return the probability above which the same share of legitimate payments lies as above a score."""
        share = false_positives(score)
        for before, point in self._pairs():
            if share >= point.share:
                part = log(before.share / share) / log(before.share / point.share)
                return before.probability + part * (point.probability - before.probability)
        return self._points[-1].probability

    def score(self, probability: float) -> float:
        """Return the least score whose probability is not below one."""
        for before, point in self._pairs():
            if probability <= point.probability:
                rise = point.probability - before.probability
                part = (probability - before.probability) / rise if rise else 0.0
                return score_of(before.share * (point.share / before.share) ** part)
        return float(LARGEST_SCORE)

    def _pairs(self) -> Iterator[tuple[Point, Point]]:
        return pairwise(self._points)


def false_positives(score: float) -> float:
    """Return the share of legitimate events above a score of the service: 0.1 at 600, 0.02 at 900."""
    (low, much), (high, little) = DOCUMENTED
    if score <= low:  # all lie above 0
        return exp(log(much) * score / low)
    return much * exp(log(little / much) * (score - low) / (high - low))


def score_of(share: float) -> float:
    """Return the score of the service above which a share of the legitimate events lies."""
    (low, much), (high, little) = DOCUMENTED
    if share >= much:
        return low * log(share) / log(much)
    return min(float(LARGEST_SCORE), low + (high - low) * log(much / share) / log(much / little))
