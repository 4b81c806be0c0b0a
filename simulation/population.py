"""Customers and their purchases, and the questions that habits and scenarios ask of any population."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simulation.arrivals import HOUR
from simulation.catalogue import CATEGORIES, Country
from simulation.chance import Chance
from simulation.market import PointOfSale, Web

WAKING = ((6, 13), (7, 14), (8, 14), (9, 15), (12, 15))  # local hour of the day's first purchase; for how many hours
HABITS = {"groceries": 2, "coffee": 1, "transit": 1, "restaurant": 2, "fuel": 1, "pharmacy": 1, "clothing": 1}
SERVICES = ("marketplace", "subscription", "electronics", "travel")
INVESTORS = 10  # per cent of the customers use an exchange, now and then
REGULARS = 6  # customers that a terminal must have to be worth compromising
TRIES = 5  # to find a customer who is awake; after them anyone makes the purchase


@dataclass(kw_only=True, eq=False, slots=True)  # not frozen: a region makes one for each payment, and that triples it
class Customer(ABC):
    """A customer with habits."""

    customer_id: str
    country: Country
    spending: int  # thousandths of what is usual in the country
    wakes: int
    hours: int

    @property
    @abstractmethod
    def places(self) -> Sequence[PointOfSale]:
        """Return the customer's usual places, each as often as it is visited."""

    def usual_place(self, chance: Chance) -> PointOfSale:
        """Return one of the customer's usual places."""
        return chance.pick(self.places)

    def awake(self, at: int) -> bool:
        """Return whether the customer makes purchases at this hour (epoch milliseconds)."""
        return is_awake(at, self.country, self.wakes, self.hours)

    def price(self, cents: int) -> int:
        """Return a price in cents of a euro in the customer's currency."""
        return cents * self.country.prices // 100

    def usual(self, place: PointOfSale) -> int:
        """Return the median of what the customer spends there, in cents of the customer's currency."""
        price = self.price(place.typical)
        return price if CATEGORIES[place.category].fixed else price * self.spending // 1000

    @property
    def habit(self) -> int:
        """Return the median of all that the customer spends, in cents of the customer's currency."""
        amounts = sorted(self.usual(place) for place in self.places)
        return amounts[len(amounts) // 2]


class Purchase(NamedTuple):
    """A payment before it has an identifier, as habits and scenarios produce it."""

    at: int  # epoch milliseconds
    customer: Customer
    place: PointOfSale
    cents: int  # of the customer's currency
    label: str


def is_awake(at: int, country: Country, wakes: int, hours: int) -> bool:
    """Return whether an hour (epoch milliseconds) lies in the waking hours, given as local time of a country."""
    return (at // HOUR + country.utc_offset - wakes) % 24 < hours


class Population(ABC):
    """All customers, and the points of sale where they pay."""

    web: Web

    @abstractmethod
    def arrivals(self, chance: Chance, start: int) -> Iterator[int]:
        """Yield the times of everyday purchases after `start`, in epoch milliseconds, without end."""

    @abstractmethod
    def anyone(self, chance: Chance) -> Customer:
        """Return a customer, those who pay often more often."""

    @abstractmethod
    def affluent(self, chance: Chance) -> Customer:
        """Return one of the quarter that spends most."""

    @abstractmethod
    def regulars(self, chance: Chance) -> tuple[PointOfSale, Sequence[Customer]]:
        """Return a street terminal that many use, and customers who do."""

    def payer(self, chance: Chance, at: int) -> Customer:
        """Return a customer who makes a purchase at this hour (epoch milliseconds)."""
        customer = self.anyone(chance)
        for _ in range(TRIES):
            if customer.awake(at):
                break
            customer = self.anyone(chance)
        return customer
