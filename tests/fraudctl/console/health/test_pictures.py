"""The pictures say in words what they show, and nothing that is not known."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from fraudctl.console.health.alarms import alarms_shown
from fraudctl.console.health.figures import Figures
from fraudctl.console.health.pictures import Picture, pictures
from fraudctl.console.health.precision import alert_precision
from fraudctl.console.health.span import DAY, WEEK, Slots
from fraudctl.observe.health import AlarmState

NOW = datetime(2026, 11, 27, 10, 47, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(**last: float) -> dict[str, Picture]:
    slots = Slots.until(DAY, NOW)
    series = {name: [*[None] * (DAY.slots - 1), value] for name, value in last.items()}
    figures = Figures(slots=slots, series=series)
    precision = alert_precision([("a", NOW), ("b", NOW), ("c", NOW)], {"a": True, "b": False}, slots)
    return {each.name: each for each in pictures(figures, precision)}


def test_each_figure_has_a_picture_whose_headline_is_of_the_whole_span() -> None:
    found = drawn(Transactions=1200, LowScores=95, HighScores=5, Reviews=3, Declines=1, OpenReviews=2, Lag=4.25)

    assert {name: each.headline for name, each in found.items()} == {
        "Volume": "1,200 transactions",
        "Outcomes": "96 approved, 3 reviewed, 1 declined",
        "Precision by label": "50 %",
        "Lag": "4.2 s at most",
        "Degraded": "no decisions asked for",
        "Open reviews": "2 now",
    }
    assert "1 more have no label yet" in found["Precision by label"].said


def test_a_picture_of_nothing_says_so_and_is_no_zero() -> None:
    nothing = drawn()

    assert "nothing in this time" in nothing["Open reviews"].svg
    assert nothing["Lag"].headline == "unknown"


@pytest.mark.parametrize("name", ["Volume", "Outcomes", "Precision by label", "Lag", "Degraded", "Open reviews"])
def test_a_picture_is_told_to_who_does_not_see_it_and_brings_no_style_of_its_own(name: str) -> None:
    picture = drawn(Transactions=3)[name]
    root = ET.fromstring(picture.svg)  # noqa: S314 -- our own

    assert (root.get("role"), root.find(f"{SVG}style")) == ("img", None)
    assert (root.get("aria-label") or "").startswith(f"{name}: {picture.headline}")
    assert all("style" not in each.attrib for each in root.iter())


def test_the_axis_reads_the_same_in_every_time_zone() -> None:
    assert [said for _, said in WEEK.axis.ticks] == ["7 d", "5 d", "3 d", "1 d", "now"]


def test_alarms_that_ring_come_first_and_their_sign_is_not_the_colour_alone() -> None:
    states = [
        AlarmState(name="a", state="OK", meaning="fine"),
        AlarmState(name="b", state="ALARM", meaning="bad"),
        AlarmState(name="c", state="INSUFFICIENT_DATA", meaning="none"),
    ]

    shown = alarms_shown(states, evaluated=True)

    assert [(each.name, each.sign, each.rings) for each in shown.alarms] == [
        ("b", "✕", True),
        ("c", "?", False),
        ("a", "✓", False),
    ]
    assert shown.said == "1 of 3 ring: docs/runbook.md has a section for each."


def test_where_nobody_evaluates_alarms_no_state_is_told() -> None:
    shown = alarms_shown([AlarmState(name="a", state="OK", meaning="fine")], evaluated=False)

    assert [each.state for each in shown.alarms] == ["not evaluated"]
    assert "evaluates no alarms" in shown.said


def test_a_value_that_stands_alone_is_seen() -> None:
    assert "<circle" in drawn(OpenReviews=2)["Open reviews"].svg
