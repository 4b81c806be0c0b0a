"""The packed squares of days hold what a plain list of them would."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.profile.squares import Squares

DAYS = 36

amounts = st.integers(0, 2**24) | st.sampled_from([2**32 - 1, 2**32, 2**33, 10**34])
steps = st.lists(st.tuples(st.integers(0, DAYS - 1), amounts) | st.integers(1, DAYS + 4), max_size=40)


@given(steps, st.integers(0, DAYS), st.integers(0, DAYS + 2))
def test_squares_are_those_of_a_list(every: list[tuple[int, int] | int], start: int, stop: int) -> None:
    squares, listed = Squares(), [0] * DAYS
    for each in every:
        if isinstance(each, int):
            squares, listed = squares.aged(each), ([0] * each + listed)[:DAYS]
        else:
            age, square = each
            squares = squares.plus(age, square)
            listed[age] += square
    assert [squares.of(age) for age in range(DAYS + 2)] == [*listed, 0, 0]
    assert squares.total(start, stop) == sum(listed[start:stop])


def test_a_square_beyond_32_bits_is_that_of_its_day() -> None:
    assert Squares().plus(3, 2**40).plus(3, 5).of(3) == 2**40 + 5
