"""Scores counted by how near they come to the alert threshold."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class ScoreBands(NamedTuple):
    """Numbers of scores below half the alert threshold, from there up to it, and above it."""

    low: int
    medium: int
    high: int


def count_bands(scores: Iterable[Decimal], threshold: Decimal) -> ScoreBands:
    """Return how many scores are in each band of the alert threshold."""
    counted = list(scores)
    low, high = sum(score < threshold / 2 for score in counted), sum(score > threshold for score in counted)
    return ScoreBands(low=low, medium=len(counted) - low - high, high=high)
