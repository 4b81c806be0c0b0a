"""The days of a year: weekends, paydays and the weeks before Christmas."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from simulation.arrivals import HOUR, MICROSECONDS, PURCHASES, RHYTHM
from simulation.chance import Chance
from simulation.day import DAY
from simulation.worlds.traffic import Seasons

SATURDAY, SUNDAY = 5, 6
PAYDAYS = frozenset({1, 2, 3, 30, 31})
ADVENT = ((11, 24), (12, 24))
"""First and last day, as month and day, of the weeks in which presents are bought."""


@lru_cache(1 << 10)
def traffic_of(seasons: Seasons, day: int) -> int:
    """Return the number of payments on a day (since 1970) in per cent of the usual."""
    date = datetime.fromtimestamp(day * DAY // 1000, UTC)
    percent = 100
    if date.weekday() == SATURDAY:
        percent += seasons.weekend
    elif date.weekday() == SUNDAY:
        percent -= seasons.weekend
    if date.day in PAYDAYS:
        percent += seasons.payday
    if ADVENT[0] <= (date.month, date.day) <= ADVENT[1]:
        percent += seasons.year_end
    return percent


@lru_cache(1 << 10)
def amounts_of(seasons: Seasons, day: int) -> int:
    """Return the amounts of a day (since 1970) in per cent of the usual."""
    date = datetime.fromtimestamp(day * DAY // 1000, UTC)
    advent = ADVENT[0] <= (date.month, date.day) <= ADVENT[1]
    return 100 + seasons.payday // 2 * (date.day in PAYDAYS) + seasons.year_end // 2 * advent


def seasonal_arrivals(chance: Chance, seasons: Seasons, start: int, *, a_day: int) -> Iterator[int]:
    """Yield times after `start`, all in epoch milliseconds, of `a_day` outings on a usual day."""
    hour = HOUR * MICROSECONDS
    at, between = start * MICROSECONDS, hour * PURCHASES * 100
    begun = -1
    rate = 0
    while True:
        left = chance.exponential(between)
        while True:
            if at // hour != begun:
                begun = at // hour
                rate = RHYTHM[begun % 24] * a_day * traffic_of(seasons, begun // 24)
            of_hour = rate * (hour - at % hour)
            if left < of_hour:
                break
            left -= of_hour
            at += hour - at % hour
        at += left // rate
        yield at // MICROSECONDS
