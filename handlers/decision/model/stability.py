"""The population stability index: how far the shares of bands are from those expected.

Naeem Siddiqi, "Credit Risk Scorecards" (2006): below 0.1 nothing to speak of, from 0.25 on a significant shift. It is
Jeffreys' divergence of the two distributions.
"""

from collections.abc import Sequence
from math import log

STEADY, DRIFTED = 0.1, 0.25
"""Below the first, shares are as expected; above the second, payments are others than the model was made of."""

FEW = 500
"""Payments below which nothing is said. By chance alone, the index of so many over ten bands stays below 0.06 in 999
of 1,000 cases: it is about a chi-square of nine degrees of freedom, 27.9, over their number."""

SMOOTHING = 0.5
"""Payments added to each band, that of none too, so that the logarithm is finite."""


def stability_index(seen: Sequence[int], shares: Sequence[float]) -> float:
    """Return the index of numbers of payments by band, and of the shares expected in the same order; 0 of none."""
    return sum(distances(seen, shares))


def distances(seen: Sequence[int], shares: Sequence[float]) -> list[float]:
    """Return the part of each band in the index."""
    count = sum(seen) or 1
    pairs = [(each, share * sum(seen)) for each, share in zip(seen, shares, strict=True)]
    return [(each - wanted) * log((each + SMOOTHING) / (wanted + SMOOTHING)) / count for each, wanted in pairs]
