"""The figures of a span say what was counted, and nothing where nothing is known."""

from datetime import UTC, datetime, timedelta

import pytest

from fraudctl.console.health.figures import DECISIONS, LAG, OPEN_REVIEWS, Figures, Tally
from fraudctl.console.health.precision import alert_precision
from fraudctl.console.health.span import DAY, SPANS, WEEK, Slots, Span

NOW = datetime(2026, 11, 27, 10, 47, tzinfo=UTC)
LAST = DAY.slots - 1


def figures_of(**series: float) -> Figures:
    """Return the figures of a day in whose last slot these values stand."""
    values = {name: [*[None] * LAST, value] for name, value in series.items()}
    return Figures(slots=Slots.until(DAY, NOW), series=values)


@pytest.mark.parametrize("span", SPANS.values(), ids=lambda span: span.name)
def test_the_slots_begin_where_the_periods_of_cloudwatch_do_and_end_after_now(span: Span) -> None:
    slots = Slots.until(span, NOW)

    assert slots.start.timestamp() % span.slot.total_seconds() == 0
    assert slots.end - span.slot <= NOW < slots.end


def test_a_day_and_a_week_are_as_long_as_they_are_called() -> None:
    assert (DAY.length, WEEK.length) == (timedelta(days=1), timedelta(days=7))


def test_a_time_stands_in_its_slot_and_one_outside_of_all_in_none() -> None:
    slots = Slots.until(DAY, NOW)

    assert [slots.place(at) for at in (slots.start, NOW, slots.end - timedelta(milliseconds=1))] == [0, LAST, LAST]
    assert [slots.place(at) for at in (slots.start - timedelta(seconds=1), slots.end)] == [None, None]


def test_counts_add_up_and_of_a_gauge_the_greatest_stays() -> None:
    tally = Tally(Slots.until(DAY, NOW))
    for value in (3.0, 5.0, 4.0):
        tally.add("Reviews", 7, value, "Sum")
        tally.add(OPEN_REVIEWS, 7, value, "Maximum")
        tally.add("Reviews", None, value, "Sum")

    assert (tally.series["Reviews"][7], tally.series[OPEN_REVIEWS][7]) == (12, 5)
    assert tally.series["Reviews"][6] is None


def test_what_is_neither_reviewed_nor_declined_was_approved() -> None:
    outcomes = figures_of(LowScores=90, MediumScores=6, HighScores=4, Reviews=3, Declines=2).outcomes

    assert {name: series[LAST] for name, series in outcomes.items()} == {"approve": 95, "review": 3, "decline": 2}


def test_a_decision_that_lacked_several_things_counts_once_in_the_degraded_share() -> None:
    shares = figures_of(DegradedProfiles=5, DegradedFacts=5, **{DECISIONS: 100}).degraded

    assert shares[LAST] == pytest.approx(0.05)


def test_without_decisions_the_degraded_share_is_unknown_and_not_zero() -> None:
    assert set(figures_of(DegradedFacts=1).degraded) == {None}


def test_a_figure_that_nobody_measured_is_unknown_and_a_count_that_nobody_raised_zero() -> None:
    nothing = figures_of()

    assert set(nothing.lag) == set(nothing.open_reviews) == {None}
    assert set(nothing.volume) == {0}
    assert LAG not in nothing.series


def test_precision_is_of_labelled_alerts_of_the_time() -> None:
    slots, early = Slots.until(DAY, NOW), NOW - timedelta(days=3)
    alerts = [("fraud", NOW), ("fine", NOW), ("fraud too", slots.start), ("unsaid", NOW), ("long ago", early)]

    found = alert_precision(alerts, {"fraud": True, "fine": False, "fraud too": True, "long ago": False}, slots)

    assert (found.fraud, found.legitimate, found.unlabelled) == (2, 1, 1)
    assert found.value == pytest.approx(2 / 3)
    assert (found.by_slot[0], found.by_slot[LAST], found.by_slot[1]) == (1, 0.5, None)


def test_without_a_label_the_precision_is_unknown() -> None:
    assert alert_precision([("one", NOW)], {}, Slots.until(DAY, NOW)).value is None
