"""The customers of a named world, by number, and who of them pays."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from hashlib import sha256
from typing import Self

from simulation.arrivals import HOUR
from simulation.chance import Chance
from simulation.day import DAY
from simulation.digest import mixed
from simulation.district import GAP
from simulation.population import TRIES, WAKING, is_awake
from simulation.region import BY_RATE, RATES
from simulation.worlds.named import WORLDS
from simulation.worlds.seasons import seasonal_arrivals
from simulation.worlds.shopper import Shopper
from simulation.worlds.shops import Shops

NEW_WITHIN = 180
"""Days from the start in which newcomers first pay."""


class Society:
    """Customers and shops by number."""

    def __init__(self, name: str, *, seed: int, start: int, customers: int, shops: int) -> None:
        """`name` is one of the named worlds, `start` the first moment, in epoch milliseconds."""
        digest = sha256(f"world {name} {seed}".encode()).digest()
        traffic = WORLDS[name]
        key = int.from_bytes(digest[:8])
        self.traffic = traffic
        self.key = key
        self.shops = Shops(traffic, key, shops=shops, customers=customers)
        self._key = mixed(key, 2)
        self._start = start
        self._first = 10_000_000 + key % 10_000_000
        self._customers = customers
        self._shares = -(-customers // len(RATES)) * len(BY_RATE)

    def with_frauds_of(self, name: str) -> Self:
        """Return the same customers and shops, to whom the frauds of another named world happen."""
        other = WORLDS[name]
        turned = copy(self)
        turned.traffic = replace(self.traffic, fraud=other.fraud, strengths=other.strengths)
        return turned

    def arrivals(self, chance: Chance, start: int) -> Iterator[int]:
        """Yield the times of everyday payments after `start`, without those that follow within the hour."""
        a_day = max(1, self.traffic.payments * self._customers)
        return seasonal_arrivals(chance, self.traffic.seasons, start, a_day=a_day)

    def payer(self, chance: Chance, at: int) -> Shopper:
        """Return a customer who pays at this time: one who is awake, as a rule."""
        shopper = self.anyone(chance, at)
        for _ in range(TRIES):
            if is_awake(at, shopper.country, *WAKING[shopper.trait % len(WAKING)]):
                break
            shopper = self.anyone(chance, at)
        return shopper

    def anyone(self, chance: Chance, at: int) -> Shopper:
        """Return a customer at a time; one who pays twice as often comes twice as often."""
        number = self._number(chance)
        for _ in range(TRIES):
            if self._first_payment(number) <= at:
                break
            number = self._number(chance)
        return self.shopper(number, at)

    def shopper(self, number: int, at: int) -> Shopper:
        """Return a customer by number, at a time (epoch milliseconds)."""
        trait = mixed(self._key, number)
        district = number * self.shops.districts // self._customers
        return Shopper(
            traffic=self.traffic,
            shops=self.shops,
            customer_id=f"C-{self._first + number * GAP + trait % GAP}",
            trait=trait,
            household=mixed(self._key ^ 2, number // 2),
            district=district,
            country=self.shops.country_of(district),
            at=at,
        )

    def _first_payment(self, number: int) -> int:
        bits = mixed(self._key ^ 1, number)
        if bits % 100 >= self.traffic.newcomers:
            return 0
        return self._start + bits // 100 % (NEW_WITHIN * DAY // HOUR) * HOUR

    def _number(self, chance: Chance) -> int:
        while True:
            sixteen, rate = divmod(chance.below(self._shares), len(BY_RATE))
            number = sixteen * len(RATES) + BY_RATE[rate]
            if number < self._customers:  # the last sixteen may be fewer
                return number
