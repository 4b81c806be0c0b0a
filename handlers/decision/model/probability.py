"""From log-odds to a probability, to the last digit the same on every machine.

The exponential function of a system's library may differ from another's in its last bit, and a replay must read what
the function read; sums and products of floats may not.
"""

from decimal import Decimal
from math import ldexp

CERTAIN = 40.0
"""Log-odds from which on the nine decimals of a probability are those of 0 or 1."""

_LN2 = 0.6931471805599453
_TERMS = 16
"""Of Taylor's series: with at most half of ln 2 in the power, the rest is below a float's last bit."""


def probability(log_odds: float) -> Decimal:
    """Return 1 / (1 + e^-x), of nine decimals."""
    return Decimal(f"{1 / (1 + _exponential(-max(-CERTAIN, min(CERTAIN, log_odds)))):.9f}")


def _exponential(power: float) -> float:
    doublings = round(power / _LN2)
    rest, total = power - doublings * _LN2, 1.0
    for term in range(_TERMS, 0, -1):
        total = 1 + rest * total / term
    return ldexp(total, doublings)
