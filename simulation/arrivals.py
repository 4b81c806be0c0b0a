"""The times of everyday purchases: many at noon, few at night."""

from collections.abc import Iterator

from simulation.chance import Chance

# Everyday purchases in each hour of the day (UTC), of 1,000 a day.
RHYTHM = (10, 6, 4, 4, 7, 17, 35, 55, 60, 54, 54, 64, 72, 60, 54, 56, 66, 78, 76, 62, 46, 28, 19, 13)
PURCHASES = sum(RHYTHM)
HOUR = 3_600_000
MICROSECONDS = 1000  # in a millisecond


def town_arrivals(chance: Chance, at: int) -> Iterator[int]:
    """Yield times after `at`, all in epoch milliseconds, of some 1,000 purchases a day."""
    while True:
        at += 1 + chance.exponential(HOUR // RHYTHM[at // HOUR % 24])
        yield at


def arrivals(chance: Chance, start: int, *, a_day: int) -> Iterator[int]:
    """Yield times after `start`, all in epoch milliseconds, of `a_day` purchases a day on average.

    An exponential share of the day's purchases lies between two; the hours are gone through until it is used up, so
    that the rates hold for a purchase in a week as for thousands in a second.
    """
    hour = HOUR * MICROSECONDS
    at, between = start * MICROSECONDS, hour * PURCHASES
    while True:
        left = chance.exponential(between)
        rate = RHYTHM[at // hour % 24] * a_day
        while left >= (of_hour := rate * (hour - at % hour)):
            left -= of_hour
            at += hour - at % hour
            rate = RHYTHM[at // hour % 24] * a_day
        at += left // rate
        yield at // MICROSECONDS
