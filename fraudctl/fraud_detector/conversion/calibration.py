"""Scores of the service's models on the scale of a model of ours: a score is tied to a share of false positives.

The service says of its score from 0 to 1000 that at 600 about 10 % of the legitimate events lie above, and at 900 about
2 % (its API's reference, `ModelScores`). Between and beyond, the share is taken to fall as evenly as it does there.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import exp, log

import msgspec

DOCUMENTED = ((600, 0.10), (900, 0.02))
"""Scores of the service, and the share of legitimate events above each."""

LARGEST_SCORE = 1000


class Calibration(msgspec.Struct, frozen=True):
    """Scores of a model of ours by the share of legitimate payments that lie above each, the largest share first."""

    points: Sequence[tuple[float, float]]

    def score(self, theirs: Decimal) -> tuple[Decimal, float]:
        """Return the score of ours that stands for one of theirs, and the share of false positives that both mean."""
        share = false_positives(float(theirs))
        return Decimal(f"{self._at(share):.6g}"), share

    def _at(self, share: float) -> float:
        before = self.points[0]
        if share >= before[0]:
            return before[1]
        for point in self.points[1:]:
            if share >= point[0]:
                part = log(before[0] / share) / log(before[0] / point[0])
                return before[1] + part * (point[1] - before[1])
            before = point
        return before[1]


def false_positives(theirs: float) -> float:
    """Return the share of legitimate events above a score of the service: 0.1 at 600, 0.02 at 900."""
    (low, much), (high, little) = DOCUMENTED
    slope = log(much / little) / (high - low)
    if theirs <= low:  # all lie above 0
        return exp(log(much) * theirs / low)
    return much * exp(-slope * (theirs - low))
