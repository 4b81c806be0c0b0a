"""Figures keep or miss their goals, and survive the way from one interpreter to another."""

import json

import pytest

from bench.measurement import Measurement, at_least, at_most, format_value


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (at_most(1.25), 1.25, True),
        (at_most(1.25), 1.26, False),
        (at_least(3000), 3000, True),
        (at_least(3000), 2999, False),
    ],
)
def test_a_goal_is_met_at_its_bound_and_missed_beyond(goal: object, value: float, met: bool) -> None:  # noqa: FBT001 -- a case
    measured = Measurement()
    measured.add("figure", value, "unit", goal)  # type: ignore[arg-type]  # a Goal

    assert measured.figures[0].verdict == ("met" if met else "missed")


def test_a_figure_without_a_goal_has_no_verdict() -> None:
    measured = Measurement()
    measured.add("figure", 1, "unit")

    assert measured.figures[0].verdict == ""


def test_what_was_measured_survives_json() -> None:
    measured = Measurement(series={"plot": {"line": [[1, 2.5]]}}, remarks=["a remark"])  # type: ignore[list-item]  # JSON has no tuples
    measured.add("rate", 3129.4, "records a second", at_least(3000), beside="33")
    measured.add("cost", 1.634, "USD", at_most(1.5))

    assert Measurement.from_json(json.loads(json.dumps(measured.as_json()))) == measured


@pytest.mark.parametrize(
    ("value", "text"), [(3129.4, "3,129"), (5.734, "5.73"), (0.064, "0.0640"), (2, "2"), (100.0, "100")]
)
def test_values_are_shown_to_three_digits(value: float, text: str) -> None:
    assert format_value(value) == text
