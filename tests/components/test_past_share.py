"""The alarms of declines and alerts ring when their share is off by three times, and not by chance."""

from collections.abc import Sequence

import pytest

from components.monitoring.metrics import Metric
from components.monitoring.past_share import DAY, WEEK, Past, off_the_past
from tests.components.metric_math import evaluate

PASTS = pytest.mark.parametrize("past", [DAY, WEEK], ids=["day", "week"])


def rings(past: Past, part: Sequence[float | None], scored: Sequence[float | None]) -> bool:
    """Return True if the alarm rings at the end of these periods, the newest last."""
    metric = Metric(namespace="N", name="M", dimensions={})
    math = off_the_past(metric, {"low": metric, "high": metric}, past)
    nothing = [None] * len(scored)
    points = evaluate(math.expression, math.steps, {"part": part, "low": scored, "high": nothing}, past.period)
    return any(points)


def usual(past: Past, count: float, *newest: float | None) -> list[float | None]:
    """Return a past of so many in each period, and then others."""
    return [count] * (past.periods - len(newest)) + list(newest)


@PASTS
def test_a_share_that_stays_as_it_is_never_rings_however_much_traffic_there_is(past: Past) -> None:
    for scale in (1, 7, 0.2, 40):
        assert not rings(past, usual(past, 20, 20 * scale), usual(past, 1000, 1000 * scale))


@PASTS
def test_it_rings_above_three_times_the_usual_share_and_below_a_third(past: Past) -> None:
    on = [
        declined
        for declined in (0, 1, 4, 20, 65, 85, 1000)
        if rings(past, usual(past, 20, declined), usual(past, 1000, 1000))
    ]
    assert on == [0, 1, 85, 1000]


@PASTS
def test_a_fall_below_a_third_rings_where_there_are_enough(past: Past) -> None:
    assert rings(past, usual(past, 200, 50), usual(past, 1000, 1000))
    assert not rings(past, usual(past, 200, 70), usual(past, 1000, 1000))


@PASTS
def test_a_small_shop_hears_of_a_strategy_that_declines_all_and_not_of_chance(past: Past) -> None:
    assert rings(past, usual(past, 0, 20), usual(past, 20, 20))
    assert not rings(past, usual(past, 0, 5), usual(past, 20, 20))
    assert not rings(past, usual(past, 3, 0), usual(past, 20, 20))


@PASTS
def test_what_is_over_does_not_ring(past: Past) -> None:
    declined = usual(past, 20, 900, 20, 20)
    assert not rings(past, declined, usual(past, 1000, 1000))


@PASTS
def test_the_last_period_may_have_just_begun_or_have_no_data_yet(past: Past) -> None:
    assert rings(past, usual(past, 20, 900, None), usual(past, 1000, 1000, None))
    assert rings(past, usual(past, 20, 900, 1), usual(past, 1000, 1000, 1))


@PASTS
def test_nothing_rings_without_traffic_or_in_a_new_stack(past: Past) -> None:
    nothing: list[float | None] = [None] * past.periods
    assert not rings(past, nothing, nothing)
    assert not rings(past, [*nothing[:-2], 30, 40], [*nothing[:-2], 900, 1100])
    assert not rings(past, usual(past, 20, None, None), usual(past, 1000, None, None))


@PASTS
def test_more_periods_than_asked_for_change_nothing(past: Past) -> None:
    for declined, ring in ((20, False), (1000, True)):
        extra = [20.0] * 5
        assert rings(past, [*extra, *usual(past, 20, declined)], [1000.0] * 5 + usual(past, 1000, 1000)) is ring
