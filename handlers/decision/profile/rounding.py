"""Numbers as rules read them: of twelve digits, rounded once."""

from decimal import ROUND_05UP, ROUND_HALF_EVEN, Context, Decimal

DIGITS = 12
"""Significant digits of a feature; rules read no more, so that a replay reads the same."""

_ROUNDED = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)
_STICKY = Context(prec=2 * DIGITS + 4, rounding=ROUND_05UP)

rounded, _root = _ROUNDED.divide, _ROUNDED.sqrt
"""The quotient of two numbers, rounded."""

_quotient = _STICKY.divide
"""The same, with room for the square of every number at which a root's rounding changes: of a digit more than is read.
Its last digit tells if there was anything beyond it, so that its root is rounded as that of the exact quotient."""


def rounded_root(numerator: int, denominator: int) -> Decimal:
    """Return the root of the quotient of two numbers, rounded."""
    return _root(_quotient(numerator, denominator))
