"""A world's frauds can change, and nothing else of it does."""

from typing import Any

import pytest

from simulation import LEGITIMATE, WORLDS, World, simulate_world
from simulation.day import DAY

SETTINGS: dict[str, Any] = {"seed": 5, "name": "high_street", "customers": 600, "terminals": 400}
TURNING = World(**SETTINGS, turns_to="corner_shops", turns_after=10)


def test_other_frauds_come_from_the_day_on_that_was_said() -> None:
    run = list(simulate_world(TURNING, days=25))
    turn = TURNING.first_millisecond + 10 * DAY
    before = {each.label for each in run if each.timestamp < turn}
    after = {each.label for each in run if each.timestamp >= turn + 2 * DAY}  # episodes that had begun are over

    assert before <= {LEGITIMATE, *WORLDS["high_street"].fraud}
    assert {"captured_terminal", "leaked_card"} <= after
    assert not {"stolen_card", "card_testing"} & after


def test_until_then_it_is_the_world_that_it_would_be() -> None:
    days = {"days": 9}

    assert list(simulate_world(TURNING, **days)) == list(simulate_world(World(**SETTINGS), **days))


def test_customers_and_terminals_stay() -> None:
    run = list(simulate_world(TURNING, days=20))
    turn = TURNING.first_millisecond + 10 * DAY
    customers = [{each.customer_id for each in run if (each.timestamp < turn) == early} for early in (True, False)]

    assert len(customers[0] & customers[1]) > 0.9 * len(customers[0])


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"turns_to": "moon", "turns_after": 1}, "frauds can turn from one of .* to one, not from 'quiet' to 'moon'"),
        ({"turns_to": "plain"}, "turns_after must be an integer of at least 1, not None"),
        ({"turns_to": "plain", "turns_after": 0}, "turns_after must be an integer of at least 1, not 0"),
        ({"turns_after": 3}, "frauds can turn from one of .* to one, not from 'quiet' to None"),
    ],
)
def test_a_turn_that_cannot_be_is_refused(settings: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}"):
        World(seed=1, name="quiet", **settings)
