"""Days differ in the number of payments as their world says."""

from collections import Counter
from datetime import UTC, datetime

from simulation import World, simulate_world
from tests.simulation.named_worlds import DAY


def days_of(name: str, first: datetime, days: int) -> Counter[int]:
    run = simulate_world(World(seed=3, name=name, customers=60, start=first), days=days)
    return Counter((transaction.timestamp // DAY) - int(first.timestamp()) // 86_400 for transaction in run)


def test_before_christmas_a_web_shop_has_more_to_do() -> None:
    days = days_of("web_shop", datetime(2026, 11, 4, tzinfo=UTC), 40)

    assert sum(days[day] for day in range(20, 40)) > 1.3 * sum(days[day] for day in range(20))


def test_machines_are_used_less_at_a_weekend_and_terminals_of_shops_more_on_saturday() -> None:
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    kiosks, street = days_of("kiosks", monday, 28), days_of("high_street", monday, 28)

    assert sum(kiosks[day] for day in (5, 12, 19, 26)) < 0.85 * sum(kiosks[day] for day in (7, 8, 14, 21))
    assert sum(street[day] for day in (5, 12, 19, 26)) > 1.1 * sum(street[day] for day in (7, 8, 14, 21))
