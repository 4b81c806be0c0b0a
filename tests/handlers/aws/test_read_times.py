"""Strategies are read again in time, by the times at which they were read before."""

from handlers.aws.read_times import OLD, ReadTimes

NOW = 1_795_350_700_500


def test_they_are_read_again_when_half_a_minute_old_and_before_a_decision_when_a_minute_old() -> None:
    times = ReadTimes(decision_seconds=3)
    assert (times.is_old(NOW), times.is_late(NOW)) == (True, True), "nothing is known yet"
    times.succeeded(NOW)
    for age, is_old, is_late in (
        (0, False, False),
        (OLD, False, False),
        (OLD + 1, True, False),
        (57_000, True, False),
        (57_001, True, True),
        (-1, True, True),  # a clock that went back
    ):
        assert (times.is_old(NOW + age), times.is_late(NOW + age)) == (is_old, is_late), age
