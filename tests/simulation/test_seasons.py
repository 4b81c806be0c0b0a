"""Days differ in payments and amounts as their world says, and what customers spend moves slowly."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median

from simulation import LATEST_START, WORLDS, World, simulate_world
from simulation.worlds import shopper
from simulation.worlds.society import Society
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


def test_paydays_have_more_payments_and_larger_ones() -> None:
    run = list(
        simulate_world(World(seed=3, name="wallet", customers=150, start=datetime(2026, 3, 1, tzinfo=UTC)), days=61)
    )
    honest = [each for each in run if not each.fraudulent]
    paydays = [each for each in honest if datetime.fromtimestamp(each.timestamp / 1000, UTC).day in (1, 2, 3, 30, 31)]
    others = [
        each for each in honest if datetime.fromtimestamp(each.timestamp / 1000, UTC).day not in (1, 2, 3, 30, 31)
    ]

    assert len(paydays) / 9 > 1.2 * len(others) / 52  # 9 and 52 days of March and April
    assert median(each.amount for each in paydays) > Decimal("1.08") * median(each.amount for each in others)


def test_what_a_customer_spends_moves_from_month_to_month_and_little_from_day_to_day() -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    society = Society("wallet", seed=3, start=int(start.timestamp()) * 1000, customers=200, shops=200)
    changes: dict[int, list[float]] = {days: [] for days in (1, 60)}
    for number in range(200):
        spent = {days: society.shopper(number, society_time(start, days)).spending for days in (0, 1, 60)}
        for days, found in changes.items():
            found.append(abs(spent[days] / spent[0] - 1))

    assert max(changes[1]) < 0.1
    assert 0.15 < median(changes[60]) < 0.7


def society_time(start: datetime, days: int) -> int:
    return int(start.timestamp()) * 1000 + days * DAY


def test_the_numbers_of_a_customers_traits_never_meet_until_the_last_day_that_can_be_simulated() -> None:
    days = int(LATEST_START.timestamp()) // 86_400 + 366
    used = [
        *([number] for number in (shopper.SPENDING, shopper.EXPLORING, shopper.PLAYER)),
        *([shopper.SECOND + kind] for kind in (shopper.CARD, shopper.DEVICE)),
        *((kind, kind + 1) for kind in (shopper.CARD, shopper.DEVICE)),
        range(shopper.DRIFT, shopper.DRIFT + days // shopper.DRIFT_DAYS + 2),
        range(shopper.TRIP, shopper.TRIP + days // shopper.TRIP_DAYS + 2),
        range(shopper.USUAL, shopper.USUAL + max(traffic.usual for traffic in WORLDS.values())),
    ]

    numbers = [number for some in used for number in some]
    assert len(numbers) == len(set(numbers))
