"""Roots are rounded once, as the exact number would be, next to the numbers at which rounding changes too."""

from decimal import Context, Decimal

from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.profile.rounding import rounded_root

WIDE = Context(prec=400)


def exact_root(numerator: int, denominator: int) -> Decimal:
    """Return the root of a quotient with 400 digits, rounded to 12 of them."""
    return Context(prec=12).plus(WIDE.sqrt(WIDE.divide(numerator, denominator)))


@given(
    st.integers(10**11, 10**12 - 1),
    st.sampled_from([0, 5]),
    st.integers(-1, 1),
    st.integers(1, 10**60),
    st.integers(0, 40),
)
def test_a_root_near_a_number_at_which_rounding_changes_is_rounded_once(
    digits: int, last: int, off: int, denominator: int, places: int
) -> None:
    numerator = (digits * 10 + last) ** 2 * denominator + off
    assert rounded_root(numerator, denominator * 10**places) == exact_root(numerator, denominator * 10**places)


@given(st.integers(0, 10**60), st.integers(1, 10**40))
def test_any_root_is_rounded_once(numerator: int, denominator: int) -> None:
    assert rounded_root(numerator, denominator) == exact_root(numerator, denominator)
