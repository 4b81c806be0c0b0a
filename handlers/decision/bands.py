"""The three bands that scores are counted in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class Bands(NamedTuple):
    """How many scores are below half the alert threshold, from there up to it, and above it."""

    low: int
    medium: int
    high: int


def bands(scores: Iterable[Decimal], threshold: Decimal) -> Bands:
    """The scores' bands, by the threshold above which a transaction is alerted."""
    held = list(scores)
    low, high = sum(score < threshold / 2 for score in held), sum(score > threshold for score in held)
    return Bands(low=low, medium=len(held) - low - high, high=high)
