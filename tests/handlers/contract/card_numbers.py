"""Card numbers of every network, drawn by chance."""

from hypothesis import strategies as st

from handlers.contract.card_number import NETWORKS, passes_luhn


def with_check_digit(digits: str) -> str:
    """Return the digits with the check digit that Luhn's formula asks for."""
    return next(digits + last for last in "0123456789" if passes_luhn(digits + last))


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    """Return a number of any network, in any of its lengths."""
    lengths, ranges = draw(st.sampled_from(list(NETWORKS.values())))
    first, last = draw(st.sampled_from(ranges))
    length = draw(st.sampled_from(lengths))
    start = str(draw(st.integers(first, last)))
    return with_check_digit(start + draw(st.text("0123456789", min_size=length - 5, max_size=length - 5)))
