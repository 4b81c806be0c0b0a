"""Figures of a ranking: all payments by their score, those of the same score together."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import fsum

LOW_RATE = Fraction(1, 100)
"""The share of legitimate payments that may be disturbed where few people can look at alerts."""


class Ranking:
    """Payments counted by score, of which there are as many as a strategy's weights have sums."""

    def __init__(self) -> None:
        self._counts: dict[Decimal, list[int]] = {}

    def add(self, score: Decimal, *, fraud: bool) -> None:
        """Add a payment."""
        counts = self._counts.get(score)
        if counts is None:
            counts = self._counts[score] = [0, 0]
        counts[fraud] += 1

    def auc(self) -> float | None:
        """Return the area under the ROC curve; None without frauds or without legitimate payments.

        It is the probability that a fraud has a higher score than a legitimate payment, an equal score counting half:
        U / (frauds * legitimate) with U of Mann and Whitney, "On a test of whether one of two random variables is
        stochastically larger than the other" (1947). Ties make the curve a straight line, as in scikit-learn's
        `roc_auc_score`.
        """
        *_, (frauds, legitimate) = self.curve()
        if not frauds or not legitimate:
            return None
        twice = sum(
            (right - left) * (upper + lower) for (lower, left), (upper, right) in pairwise(self.curve())
        )  # the trapezoids under the curve, in whole numbers
        return twice / (2 * frauds * legitimate)

    def average_precision(self) -> float | None:
        """Return the average precision: the sum of (R_n - R_(n-1)) P_n over all thresholds; None without frauds.

        R_n and P_n are recall and precision of the payments that have the n-th highest score or a higher one. Nothing
        is interpolated: scikit-learn's `average_precision_score`, after Zhu, "Recall, precision and average precision"
        (2004).
        """
        *_, (frauds, _) = self.curve()
        if not frauds:
            return None
        return fsum(
            (caught - before) / frauds * (caught / (caught + disturbed))
            for (before, _), (caught, disturbed) in pairwise(self.curve())
        )

    def recall_at(self, false_positive_rate: Fraction = LOW_RATE) -> float | None:
        """Return the most recall of a threshold that disturbs no more than this share of the legitimate payments.

        None without frauds or without legitimate payments. Payments of one score are alerted together or not at all,
        so this is what a threshold can do, without interpolation: a point of the ROC curve (Fawcett, "An introduction
        to ROC analysis", 2006).
        """
        *_, (frauds, legitimate) = self.curve()
        if not frauds or not legitimate:
            return None
        points = self.curve()
        return max(caught for caught, disturbed in points if disturbed <= false_positive_rate * legitimate) / frauds

    def curve(self) -> Iterator[tuple[int, int]]:
        """Yield frauds and legitimate payments of at least a score: of none at first, then from the highest score."""
        frauds = legitimate = 0
        yield frauds, legitimate
        for score in sorted(self._counts, reverse=True):
            legitimate += self._counts[score][False]
            frauds += self._counts[score][True]
            yield frauds, legitimate
