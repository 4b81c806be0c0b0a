"""Points of sale: each a merchant's terminal in a street or online."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from simulation.catalogue import (
    CARD_TESTING_MERCHANTS,
    CATEGORIES,
    COUNTRIES,
    LARGE_PURCHASES,
    ONLINE,
    RESALE_MERCHANTS,
    UNUSUAL_MERCHANTS,
)
from simulation.chance import Chance

Streets = Mapping[str, Mapping[str, Sequence["PointOfSale"]]]
"""Points of sale by country, by category."""

NameTerminal = Callable[[str], str]
"""Returns the next terminal's name, given its prefix."""


@dataclass(frozen=True, kw_only=True)
class PointOfSale:
    """A merchant at one terminal."""

    merchant: str
    terminal_id: str
    category: str
    country: str | None = None  # none: online, wherever the customer is

    @property
    def typical(self) -> int:
        """Return the typical price, in cents of a euro."""
        return CATEGORIES[self.category].typical


@dataclass(frozen=True, kw_only=True)
class Web:
    """Every point of sale online."""

    shops: Mapping[str, Sequence[PointOfSale]]  # by category
    special: Mapping[str, PointOfSale]  # by merchant: those in nobody's habits


def number_terminals(chance: Chance) -> NameTerminal:
    """Return terminals' names, whose numbers have gaps, as a bank's have."""
    number = chance.between(1000, 9000)

    def name(prefix: str) -> str:
        nonlocal number
        number += chance.between(1, 90)
        return f"{prefix}-{number:06}"

    return name


def create_streets(chance: Chance, name_terminal: NameTerminal) -> Streets:
    """Create one to three terminals for each shop."""
    return {
        country.code: {
            category: [
                PointOfSale(
                    merchant=shop,
                    terminal_id=name_terminal(f"T-{country.code}"),
                    category=category,
                    country=country.code,
                )
                for shop in shops
                for _ in range(chance.between(1, 3))
            ]
            for category, shops in country.shops.items()
        }
        for country in COUNTRIES
    }


def create_web(name_terminal: NameTerminal) -> Web:
    """Create one terminal for each online merchant."""
    shops = {
        category: [
            PointOfSale(merchant=merchant, terminal_id=name_terminal("W"), category=category) for merchant in merchants
        ]
        for category, merchants in ONLINE.items()
    }
    rare = [
        *(merchant for merchant, _, _ in LARGE_PURCHASES),
        *UNUSUAL_MERCHANTS,
        *RESALE_MERCHANTS,
        *CARD_TESTING_MERCHANTS,
    ]
    known = {place.merchant: place for places in shops.values() for place in places}
    special = {
        merchant: known.get(merchant)
        or PointOfSale(
            merchant=merchant,
            terminal_id=name_terminal("W"),
            category="exchange" if merchant in UNUSUAL_MERCHANTS else "travel",
        )
        for merchant in rare
    }
    return Web(shops=shops, special=special)
