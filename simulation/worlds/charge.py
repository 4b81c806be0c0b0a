"""A charge: a payment of a named world before it has an identifier."""

from dataclasses import replace
from typing import NamedTuple

from simulation.catalogue import Country
from simulation.chance import Chance
from simulation.transaction import LEGITIMATE
from simulation.worlds.shopper import Shopper
from simulation.worlds.shops import Shop

HOUR = 3_600_000
MINUTE = 60_000
SECOND = 1000
WHOLE_AMOUNTS = 15  # per cent: a tip, a voucher, a full tank


class Charge(NamedTuple):
    """A charge, fraudulent or not, as habits and frauds produce it."""

    at: int  # epoch milliseconds
    shopper: Shopper
    shop: Shop
    euros: int  # cents of a euro
    label: str = LEGITIMATE
    device: str | None = None  # the customer's own if none

    @property
    def country(self) -> Country:
        """Return the country in whose currency it is made."""
        if self.shopper.traffic.abroad and self.shop.country is not None:
            return self.shop.country
        return self.shopper.country

    @property
    def cents(self) -> int:
        """Return the amount in the currency's cents."""
        return max(1, self.euros * self.country.prices // 100)


def priced(euros: int, chance: Chance) -> int:
    """Return an amount as shops ask for it: now and then a whole one, one cent at least."""
    return max(100, euros // 100 * 100) if chance.happens(WHOLE_AMOUNTS) else max(1, euros)


def later(shopper: Shopper, at: int) -> Shopper:
    """Return the same customer at another time."""
    return replace(shopper, at=at)
