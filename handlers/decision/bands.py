"""Scores counted by how near they come to the alert threshold of the strategy that gave them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class ScoreBands(NamedTuple):
    """Numbers of scores below half the alert threshold, from there up to it, and above it."""

    low: int
    medium: int
    high: int


def count_bands(scores: Iterable[tuple[Decimal, Decimal]]) -> ScoreBands:
    """Return how many scores, each with its alert threshold, are in each band of that."""
    counted = list(scores)
    low = sum(score < threshold / 2 for score, threshold in counted)
    high = sum(score > threshold for score, threshold in counted)
    return ScoreBands(low=low, medium=len(counted) - low - high, high=high)
