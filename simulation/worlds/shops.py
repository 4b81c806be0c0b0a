"""The shops of a named world, each known by its number alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulation.catalogue import CATEGORIES, ONLINE, Country
from simulation.chance import Chance
from simulation.digest import in_range, mixed
from simulation.district import BY_CODE, GAP, REMEMBERED
from simulation.worlds.traffic import Traffic

DISTRICT = 40
"""Fewest shops of a district, and fewest customers."""

FIRST_TERMINAL = 1000
RESALE = frozenset({"electronics", "clothing", "marketplace", "travel", "exchange"})
"""Categories of goods that are sold on easily."""

RESALE_TRIES = 6
NAME, PRICE, GAP_OF = range(3)  # numbers of a shop's traits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shop:
    """A place to pay: a terminal in a street or a shop on the web."""

    number: int
    merchant: str
    terminal_id: str
    category: str
    country: Country | None  # none: on the web
    price: int  # cents of a euro that a usual customer spends
    fixed: bool


class Shops:
    """All shops; the web's come first by number, then those of each district's streets."""

    def __init__(self, traffic: Traffic, key: int, *, shops: int, customers: int) -> None:
        """`key` determines all that is not determined by these numbers."""
        self._traffic = traffic
        self._key = mixed(key, 1)
        self._web = max(1, shops * traffic.online // 100)
        self._streets = shops - self._web
        self.districts = max(1, min(customers, self._streets) // DISTRICT)
        self.numbered = lru_cache(REMEMBERED)(self._numbered)

    def country_of(self, district: int) -> Country:
        """Return the country of a district."""
        countries = self._traffic.countries
        return BY_CODE[countries[district % len(countries)]]

    def somewhere(self, district: int, bits: int) -> Shop:
        """Return a shop on the web or in a district's streets, for bits that look random; a few are visited most."""
        share, bits = (bits & 0xFFFF) * 100 >> 16, bits >> 16 & 0xFFFF
        number = self._web * bits * bits >> 32
        if share >= self._traffic.online:
            first = self._web + district * self._streets // self.districts
            end = self._web + (district + 1) * self._streets // self.districts
            number = first + ((end - first) * bits * (bits + 0xFFFF) >> 33)
        shop: Shop = self.numbered(number)
        return shop

    def worth_robbing(self, chance: Chance, district: int) -> Shop:
        """Return a shop of a district or the web, rather one whose goods are sold on easily."""
        shop = self.anywhere(chance, district)
        for _ in range(RESALE_TRIES):
            if shop.category in RESALE or chance.happens(25):
                break
            shop = self.anywhere(chance, district)
        return shop

    def anywhere(self, chance: Chance, district: int) -> Shop:
        """Return a shop of a district or the web."""
        return self.somewhere(district, chance.below(1 << 32))

    def _numbered(self, number: int) -> Shop:
        trait = mixed(self._key, number)
        web = number < self._web
        place = number if web else number - self._web
        categories: Sequence[str] = self._traffic.web if web else self._traffic.street
        category = categories[place % len(categories)]
        country = None if web else self.country_of(((place + 1) * self.districts - 1) // self._streets)
        names = ONLINE[category] if country is None else country.shops[category]
        name = names[mixed(trait, NAME) % len(names)]
        typical = CATEGORIES[category]
        digits = FIRST_TERMINAL + number * GAP + mixed(trait, GAP_OF) % GAP
        return Shop(
            number=number,
            merchant=f"{name} {digits}" if self._traffic.named_shops else name,
            terminal_id=f"W-{digits:06}" if country is None else f"T-{country.code}-{digits:06}",
            category=category,
            country=country,
            price=typical.typical if typical.fixed else typical.typical * in_range(mixed(trait, PRICE), 60, 170) // 100,
            fixed=typical.fixed,
        )
