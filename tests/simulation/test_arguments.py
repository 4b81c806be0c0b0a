from datetime import datetime
from typing import Any

import pytest

from simulation import simulate


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
