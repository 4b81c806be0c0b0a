"""Axes: where values stand, and which are told."""

import pytest

from fraudctl.charts.axis import compact, even_axis, listed_axis, log_axis, share_axis


@pytest.mark.parametrize(
    ("least", "most", "ticks"),
    [
        (0, 0, ["0", "1"]),
        (0, 3, ["0", "1", "2", "3"]),
        (0, 1, ["0", "0.25", "0.5", "0.75", "1"]),
        (0, 2_522_595, ["0", "1M", "2M", "3M"]),
        (-900, 400, ["-1,000", "-500", "0", "500"]),
        (-3, -1, ["-3", "-2", "-1", "0"]),
        (0, 1e60, ["0", "2.5e+50G", "5e+50G", "7.5e+50G", "1e+51G"]),
    ],
)
def test_ticks_are_round_and_hold_all_values(least: float, most: float, ticks: list[str]) -> None:
    axis = even_axis("", least, most)
    assert [said for _, said in axis.ticks] == ticks
    assert 0 <= axis.place(least) <= axis.place(most) <= 1


def test_an_axis_by_powers_of_ten_has_them_all_and_is_never_a_point() -> None:
    assert [said for _, said in log_axis("", 0.3, 2_000).ticks] == ["0.1", "1", "10", "100", "1,000", "10k"]
    alone = log_axis("", 1, 1)
    assert (alone.place(1), alone.place(10)) == (0, 1)
    assert log_axis("", 1, 100).place(10) == pytest.approx(0.5)


def test_what_is_beyond_an_axis_stands_at_its_end() -> None:
    assert (share_axis().place(-1), share_axis().place(2)) == (0, 1)
    assert listed_axis("", [10]).place(10) == 0


@pytest.mark.parametrize(
    ("value", "said"), [(0.25, "0.25"), (1500, "1,500"), (25_000, "25k"), (1_500_000, "1.5M"), (2e9, "2G")]
)
def test_numbers_are_short(value: float, said: str) -> None:
    assert compact(value) == said
