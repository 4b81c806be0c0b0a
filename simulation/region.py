"""A region: any number of customers, each with a rate of payments of its own, none of them kept in memory.

A customer is a number. Its traits are a digest of that number and the seed, so that a million customers take neither
time at the start nor memory, and are the same whenever they pay.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b, sha256
from itertools import count

from simulation.arrivals import HOUR, arrivals
from simulation.chance import LOG_NORMAL, POINTS, Chance, log_normal_at
from simulation.district import GAP, Districts
from simulation.market import PointOfSale, create_web
from simulation.population import REGULARS, TRIES, WAKING, Customer, Population
from simulation.resident import Resident

PAYMENTS = 2  # a customer and day, on average
WEB_TERMINALS = 35
SCANNED = 200  # neighbours that are asked whether they use a terminal, at most
AFFLUENT, AFFLUENT_TRIES = LOG_NORMAL[12], 30  # the spending that a quarter of the customers exceeds

# Of every sixteen neighbours, relative to each other: a log-normal's quantiles (sigma 0.8), in an order that lets a few
# customers stand for all.
RATES = (9, 3, 22, 6, 14, 4, 29, 8, 12, 2, 44, 7, 16, 5, 19, 11)
BY_RATE = tuple(slot for slot, rate in enumerate(RATES) for _ in range(rate))


class Region(Population):
    """Customers and terminals by number."""

    def __init__(self, *, seed: int, customers: int, terminals: int) -> None:
        """`terminals` include those of the web shops."""
        self._key = sha256(f"region {seed}".encode()).digest()
        self._first_customer = 10_000_000 + int.from_bytes(self._key[:4]) % 10_000_000
        self._customers = customers
        self._shares = -(-customers // len(RATES)) * len(BY_RATE)
        self._districts = Districts(self._key, customers=customers, terminals=terminals - WEB_TERMINALS)
        numbers = count(terminals - WEB_TERMINALS)
        self.web = create_web(lambda prefix: f"{prefix}-{self._districts.terminal_number(next(numbers)):06}")

    def arrivals(self, chance: Chance, start: int) -> Iterator[int]:
        return arrivals(chance, start, a_day=PAYMENTS * self._customers)

    def anyone(self, chance: Chance) -> Customer:
        return self._resident(self._number(chance))

    def payer(self, chance: Chance, at: int) -> Customer:
        """Return a customer as any population does, without making those who are asleep."""
        hour = at // HOUR % 24
        number = self._number(chance)
        for _ in range(TRIES):
            if self._districts.of(number).awake[hour][_waking(number)]:
                break
            number = self._number(chance)
        return self._resident(number)

    def affluent(self, chance: Chance) -> Customer:
        customer = self.anyone(chance)
        for _ in range(AFFLUENT_TRIES):
            if customer.spending >= AFFLUENT:
                break
            customer = self.anyone(chance)
        return customer

    def regulars(self, chance: Chance) -> tuple[PointOfSale, Sequence[Customer]]:
        """Return a street terminal and who uses it; where it has too few users, with other neighbours."""
        first = self._number(chance)
        place = self._resident(first).street_place(chance)
        neighbours = self._districts.of(first).neighbours
        users, others = list[Customer](), list[Customer]()
        for each in range(min(len(neighbours), SCANNED)):
            customer = self._resident(neighbours[(first - neighbours[0] + each) % len(neighbours)])
            (users if customer.uses(place) else others).append(customer)
            if len(users) == REGULARS:
                break
        return place, (users + others)[:REGULARS]

    def _number(self, chance: Chance) -> int:
        """Return a customer's number; one who pays twice as often comes twice as often."""
        while True:
            sixteen, rate = divmod(chance.below(self._shares), len(BY_RATE))
            number = sixteen * len(RATES) + BY_RATE[rate]
            if number < self._customers:  # the last sixteen may be fewer
                return number

    def _resident(self, number: int) -> Resident:
        traits = blake2b(self._key + b"customer %d" % number).digest()
        wakes, hours = WAKING[_waking(number)]
        district = self._districts.of(number)
        return Resident(
            customer_id=f"C-{self._first_customer + number * GAP + traits[-1] % GAP}",
            country=district.country,
            spending=log_normal_at(1000, int.from_bytes(traits[:4]) % POINTS),
            wakes=wakes,
            hours=hours,
            traits=traits,
            district=district,
            point_of_sale=self._districts.point_of_sale,
            web=self.web,
        )


def _waking(number: int) -> int:
    """Return which waking hours a customer has: all kinds are found among the customers of each rate."""
    return (number + number // 16) % 5  # of 16 rates and 5 kinds; written as numbers as it is asked for every payment
