from datetime import datetime
from typing import Any

import pytest

from simulation import World, simulate, simulate_world


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"count": 0}, "count must be an integer of at least 1, not 0"),
        ({"count": -5}, "count must be an integer of at least 1, not -5"),
        ({"count": 2.0}, "count must be an integer of at least 1, not 2.0"),
        ({"count": True}, "count must be an integer of at least 1, not True"),
        ({"seed": "7"}, "seed must be an integer, so that the same seed gives the same bytes, not '7'"),
        ({"seed": None}, "seed must be an integer, so that the same seed gives the same bytes, not None"),
        ({"seed": 1.5}, "seed must be an integer, so that the same seed gives the same bytes, not 1.5"),
        ({"start": -1}, "start must lie between 1970 and 2100, in epoch milliseconds, not -1"),
        ({"start": 1_767_571_200_000_000}, "start must lie between 1970 and 2100, in epoch milliseconds, not 1767"),
        ({"start": 1.0}, "start must be a datetime or epoch milliseconds as an integer, not 1.0"),
        ({"start": datetime(2026, 1, 1)}, "start must say its time zone"),  # noqa: DTZ001 - the mistake under test
    ],
)
def test_a_bad_argument_is_refused_at_the_call_with_its_name_and_rule(arguments: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match="^" + complaint.replace(".", r"\.")):
        simulate(**{"count": 1, "seed": 1, **arguments})


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"customers": 0}, "customers must be an integer from 1 to 1,000,000, not 0"),
        ({"customers": 1_000_001}, "customers must be an integer from 1 to 1,000,000, not 1000001"),
        ({"customers": 5.0}, "customers must be an integer from 1 to 1,000,000, not 5.0"),
        ({"customers": 5, "terminals": 62}, "terminals must be an integer from 63 to 1,000,000, not 62"),
        ({"terminals": 100}, "terminals can be set together with customers only"),
    ],
)
def test_a_bad_setting_of_a_world_is_refused_with_its_name_and_rule(settings: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match="^" + complaint.replace(".", r"\.")):
        World(seed=1, **settings)


@pytest.mark.parametrize(
    ("ends", "complaint"),
    [
        ({}, "count or days must be given"),
        ({"days": 0}, "days must be an integer of at least 1, not 0"),
        ({"count": 1, "days": 1.5}, "days must be an integer of at least 1, not 1.5"),
    ],
)
def test_a_run_has_an_end(ends: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match="^" + complaint.replace(".", r"\.")):
        simulate_world(World(seed=1), **ends)
