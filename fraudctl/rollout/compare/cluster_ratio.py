"""Rates of payments with intervals by customer: payments of one are alike, and count for less than as many. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from math import pi, sqrt, tan
from statistics import NormalDist

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)

LEAST_UNITS = 2
"""Units below which nothing can be said of how much they differ."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value with the interval that holds the true one in 95 of 100 experiments; no interval of too few units."""

    value: float
    units: int
    variance: float | None
    low: float | None
    high: float | None


def ratio(units: Collection[tuple[float, float]]) -> Estimate | None:
    """Return the ratio of two sums over units, such as declined payments to payments; None where the latter is 0.

    The ratio estimator R = Σy / Σn for clusters of unequal size (Cochran, "Sampling Techniques", 3rd ed., 1977, section
    6.4), with the variance of the jackknife, (m-1) / m · Σ(R₍₋ᵢ₎ - R)² over the m ratios that each leave out one unit.
    The delta method of Deng, Knoblich and Lu, "Applying the Delta Method in Metric Analytics" (KDD 2018), which it
    comes to for many units, is too small where some of few pay most: MacKinnon, Nielsen and Webb, "Cluster-robust
    inference: a guide to empirical practice" (Journal of Econometrics, 2023). The interval takes Student's t of m-1
    degrees. Where all units say 0 that variance is 0, which is no evidence: there the limit is the rule of three, 3 / m
    (Hanley and Lippman-Hand, JAMA 1983).

    Args:
        units: Of each unit what is counted, and what it is counted of; of at most that.
    """
    whole = sum(of for _, of in units)
    if not whole:
        return None
    number, value = sum(1 for _, of in units if of), sum(counted for counted, _ in units) / whole
    if number < LEAST_UNITS:
        return Estimate(value=value, units=number, variance=None, low=None, high=None)
    left_out = ((counted - value * of) / (whole - of) for counted, of in units if of)
    variance = (number - 1) / number * sum(each**2 for each in left_out)
    reach = student(number - 1) * sqrt(variance)
    if not variance:
        three = min(1.0, 3 / number)
        low, high = max(0.0, value - three), min(1.0, value + three)
        return Estimate(value=value, units=number, variance=(three / Z) ** 2, low=low, high=high)
    low, high = max(0.0, value - reach), min(1.0, value + reach)
    return Estimate(value=value, units=number, variance=variance, low=low, high=high)


def difference(one: Estimate | None, other: Estimate | None) -> Estimate | None:
    """Return how much more the one is than the other, of arms that share no unit; None where one of them is none.

    Both are shares of a whole, so that neither is more than all of it above the other.
    """
    if one is None or other is None:
        return None
    value, units = one.value - other.value, one.units + other.units
    if one.variance is None or other.variance is None:
        return Estimate(value=value, units=units, variance=None, low=None, high=None)
    variance = one.variance + other.variance
    reach = student(min(one.units, other.units) - 1) * sqrt(variance)
    low, high = max(-1.0, value - reach), min(1.0, value + reach)
    return Estimate(value=value, units=units, variance=variance, low=low, high=high)


def student(degrees: int) -> float:
    """Return the quantile of Student's t for the interval.

    Of one and two degrees its closed forms, else the expansion of Abramowitz and Stegun, "Handbook of Mathematical
    Functions" (1964), 26.7.5, to its third term: of three degrees 1 % too small, of ten exact to a thousandth.
    """
    if degrees == 1:
        return tan(pi * CONFIDENCE / 2)
    if degrees == 2:  # noqa: PLR2004 -- of which there is a closed form
        return CONFIDENCE * sqrt(2 / (1 - CONFIDENCE**2))
    first = (Z**3 + Z) / 4
    second = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    third = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    return Z + first / degrees + second / degrees**2 + third / degrees**3
