"""Money as profiles add it up: integers of 10^-4, so that sums are exact in whatever order they are made."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from handlers.contract.money import MOST_DIGITS

SCALE = 10_000
"""Units of an amount of 1: four decimals, as of the currencies that have most."""

LARGEST_SUMMED = Decimal(10) ** 15
"""Above it an amount counts and is not summed."""

Rates = Mapping[str, Decimal]
"""For each currency that a strategy knows, the worth of one unit of it; all in one currency, whichever."""

_EXACT = Context(prec=MOST_DIGITS + 5, rounding=ROUND_HALF_EVEN)
"""Holds an amount of a row times SCALE to its last digit."""


def in_units(amount: Decimal) -> int | None:
    """Return an amount in units, rounded half to even; None if it is not to be summed."""
    return round(_EXACT.multiply(amount, SCALE)) if 0 <= amount <= LARGEST_SUMMED else None


def exchange(of: str, to: str, rates: Rates) -> Fraction | None:
    """Return how many of a currency one of another is; None if the rates do not know both."""
    if of == to:
        return Fraction(1)
    if (worth := rates.get(of)) and (into := rates.get(to)):
        return Fraction(worth) / Fraction(into)
    return None


def converted(amount: Decimal, rate: Fraction) -> int | None:
    """Return an amount in units of another currency; None if it is not to be summed."""
    if not 0 <= amount <= LARGEST_SUMMED or (exact := Fraction(amount) * rate) > LARGEST_SUMMED:
        return None
    return round(exact * SCALE)


def squared(units: int) -> int:
    """Return the square of an amount, in units too: rounded half to even, exact for whole hundredths."""
    square, rest = divmod(units * units, SCALE)
    return square + (rest * 2 > SCALE or (rest * 2 == SCALE and square % 2))
