"""The places where money is spent: a merchant at one terminal, in a street or online."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulation.catalogue import CATEGORIES, COUNTRIES, LARGE, ONLINE, STRANGE, TEMPTING, TESTED
from simulation.chance import Chance


@dataclass(frozen=True, kw_only=True)
class Place:
    merchant: str
    terminal_id: str
    category: str
    country: str | None = None  # none: online, wherever the customer is

    @property
    def typical(self) -> int:
        return CATEGORIES[self.category].typical


@dataclass(frozen=True, kw_only=True)
class Market:
    streets: Mapping[str, Mapping[str, Sequence[Place]]]  # by country, by category
    online: Mapping[str, Sequence[Place]]  # by category
    special: Mapping[str, Place]  # by merchant: what is nobody's habit


def open_market(chance: Chance) -> Market:
    """One to three terminals for each shop, one for each online merchant, numbered with gaps as a bank's are."""
    number = chance.between(1000, 9000)

    def terminal(prefix: str) -> str:
        nonlocal number
        number += chance.between(1, 90)
        return f"{prefix}-{number:06}"

    streets = {
        country.code: {
            category: [
                Place(merchant=shop, terminal_id=terminal(f"T-{country.code}"), category=category, country=country.code)
                for shop in shops
                for _ in range(chance.between(1, 3))
            ]
            for category, shops in country.shops.items()
        }
        for country in COUNTRIES
    }
    online = {
        category: [Place(merchant=merchant, terminal_id=terminal("W"), category=category) for merchant in merchants]
        for category, merchants in ONLINE.items()
    }
    rare = [*(merchant for merchant, _, _ in LARGE), *STRANGE, *TEMPTING, *TESTED]
    known = {place.merchant: place for places in online.values() for place in places}
    special = {
        merchant: known.get(merchant)
        or Place(merchant=merchant, terminal_id=terminal("W"), category="exchange" if merchant in STRANGE else "travel")
        for merchant in rare
    }
    return Market(streets=streets, online=online, special=special)
