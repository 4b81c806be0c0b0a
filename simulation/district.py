"""Districts of a region: neighbours and the terminals of their streets, each known by its number alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from simulation.arrivals import HOUR
from simulation.catalogue import COUNTRIES, Country
from simulation.market import PointOfSale
from simulation.population import HABITS, WAKING, is_awake

TERMINALS, NEIGHBOURS = 28, 28
"""Fewest of a district: four terminals for each category, and as many customers as lets a terminal have regulars."""

REMEMBERED = 1 << 14
"""Points of sale and districts kept in memory, some 6 MB; the others are derived anew."""

BY_CODE = {country.code: country for country in COUNTRIES}
ORIGINS = tuple(country for country in COUNTRIES for _ in range(country.share))
AWAKE = {
    country.code: [[is_awake(hour * HOUR, country, *waking) for waking in WAKING] for hour in range(24)]
    for country in COUNTRIES
}
STRIDE = 37  # prime to their 100, so that a few districts lie in several countries
GAP = 90  # numbers from one terminal or customer to the next, of which one is used, as a bank's have gaps
FIRST_TERMINAL = 1000


@dataclass(frozen=True)
class District:
    """A part of a country, with the numbers of those who live there and of its terminals."""

    country: Country
    awake: Sequence[Sequence[bool]]  # by hour of the day (UTC), by kind of waking hours
    neighbours: Sequence[int]
    terminals: Mapping[str, Sequence[int]]  # by category


class Districts:
    """All districts of a region; every customer and every street terminal belongs to one."""

    def __init__(self, key: bytes, *, customers: int, terminals: int) -> None:
        """`terminals` are those of streets; `key` determines all that is not determined by these numbers."""
        self._key = key
        self._customers = customers
        self._terminals = terminals
        self._count = max(1, min(customers // NEIGHBOURS, terminals // TERMINALS))
        self.numbered = lru_cache(REMEMBERED)(self._numbered)
        self.point_of_sale = lru_cache(REMEMBERED)(self._point_of_sale)

    def of(self, customer: int) -> District:
        """Return the district where a customer lives, given by number."""
        district: District = self.numbered(customer * self._count // self._customers)
        return district

    def terminal_number(self, terminal: int) -> int:
        """Return the number in the name of a terminal: each has one of its own, and they have gaps."""
        gap = blake2b(self._key + b"terminal %d" % terminal).digest()[:4]
        return FIRST_TERMINAL + terminal * GAP + int.from_bytes(gap) % GAP

    def _numbered(self, number: int) -> District:
        first = number * self._terminals // self._count
        end = (number + 1) * self._terminals // self._count
        country = ORIGINS[number * STRIDE % len(ORIGINS)]
        return District(
            country=country,
            awake=AWAKE[country.code],
            neighbours=range(
                -(-number * self._customers // self._count), -(-(number + 1) * self._customers // self._count)
            ),
            terminals={category: range(first + at, end, len(HABITS)) for at, category in enumerate(HABITS)},
        )

    def _point_of_sale(self, country: str, category: str, terminal: int) -> PointOfSale:
        number = self.terminal_number(terminal)
        shops = BY_CODE[country].shops[category]
        return PointOfSale(
            merchant=shops[number % len(shops)],
            terminal_id=f"T-{country}-{number:06}",
            category=category,
            country=country,
        )
