"""Normal and Poisson values that come out the same on every machine: read out of tables of whole numbers."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist

from simulation.chance import Chance

STEPS = 1 << 12  # quantiles of the normal distribution
POINTS = 1 << 16  # between two of them
MILLION = 1_000_000
OUTERMOST = 4_500_000
"""Millionths of a standard deviation: in seven million values, 48 would be further from the mean, and none is here."""

# Rounded, for the logarithms of two C libraries may differ in their last bit.
QUANTILES = (
    -OUTERMOST,
    *(round(NormalDist().inv_cdf(step / STEPS) * MILLION) for step in range(1, STEPS)),
    OUTERMOST,
)

MOST = 24
"""Payments of a day: with a mean of four, more come once in a hundred thousand million days."""

WHOLE = 1 << 40


def normal(chance: Chance, mean: int, deviation: int) -> int:
    """Return a normal value, given its mean and standard deviation."""
    step, point = divmod(chance.below(STEPS * POINTS), POINTS)
    low = QUANTILES[step]
    standard = low + (QUANTILES[step + 1] - low) * point // POINTS
    return mean + deviation * standard // MILLION


def poisson_table(thousandths: int) -> Sequence[int]:
    """Return for each number, from 0 on, the share of 2 ** 40 that is not above it; `thousandths` are the mean.

    The Poisson distribution by sums and quotients only, which IEEE 754 rounds alike everywhere: its terms are those of
    the series of e ** mean, divided by that.
    """
    terms = [1.0]
    for number in range(1, MOST + 1):
        terms.append(terms[-1] * thousandths / (1000 * number))
    sums = list(accumulate(terms))
    return [int(each / sums[-1] * WHOLE) for each in sums[:-1]]


def poisson(chance: Chance, table: Sequence[int]) -> int:
    """Return a Poisson value, given the table of its mean."""
    return bisect_right(table, chance.below(WHOLE))
