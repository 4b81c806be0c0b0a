"""The packed sums of days hold what a plain list of them would."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.decision.profile import day_sums

DAYS = 36

amounts = st.integers(0, 2**24) | st.sampled_from([0, 255, 256, 65_535, 65_536, 10**19])
steps = st.lists(st.tuples(st.integers(0, DAYS - 1), amounts) | st.integers(1, DAYS + 4), max_size=40)


def packed(every: list[tuple[int, int] | int]) -> tuple[bytes, list[int]]:
    """Return the sums after amounts at ages, and days that pass, packed and in a list."""
    sums, listed = b"", [0] * DAYS
    for each in every:
        if isinstance(each, int):
            sums, listed = day_sums.aged(sums, each), ([0] * each + listed)[:DAYS]
        else:
            age, amount = each
            sums = day_sums.plus(sums, age, amount)
            listed[age] += amount
    return sums, listed


@given(steps, st.integers(0, DAYS), st.integers(0, DAYS + 2))
def test_sums_are_those_of_a_list(every: list[tuple[int, int] | int], start: int, stop: int) -> None:
    sums, listed = packed(every)
    assert day_sums.is_whole(sums)
    assert [day_sums.of(sums, age) for age in range(DAYS + 2)] == [*listed, 0, 0]
    assert day_sums.total(sums, start, stop) == sum(listed[start:stop])
    assert [day_sums.of(day_sums.times(sums, 100), age) for age in range(DAYS)] == [100 * each for each in listed]


def test_a_large_sum_takes_more_bytes_until_it_is_forgotten() -> None:
    sums = day_sums.plus(day_sums.plus(b"", DAYS - 1, 10**19), 0, 70_000)
    assert len(sums) == 1 + 8 * DAYS
    assert len(day_sums.aged(sums, 1)) == 1 + 3 * 2


def test_what_is_full_of_the_largest_digits_is_summed() -> None:
    sums = b"\2" + b"\xff" * 2 * DAYS
    assert day_sums.total(sums, 0, DAYS) == DAYS * 65_535
