"""The customers and their habits: where they pay, what they spend, when they are awake; and what they purchase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulation.catalogue import CATEGORIES, COUNTRIES, Country
from simulation.chance import Chance
from simulation.market import Market, PointOfSale, create_market

CUSTOMERS = 200
HOUR = 3_600_000
WAKING = ((6, 13), (7, 14), (8, 14), (9, 15), (12, 15))  # local hour of the day's first purchase; for how many hours
HABITS = {"groceries": 2, "coffee": 1, "transit": 1, "restaurant": 2, "fuel": 1, "pharmacy": 1, "clothing": 1}
SERVICES = ("marketplace", "subscription", "electronics", "travel")
INVESTORS = 10  # per cent of the customers use an exchange, now and then
REGULARS = 6  # customers that a terminal must have to be worth compromising


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer with habits."""

    customer_id: str
    country: Country
    spending: int  # thousandths of what is usual in the country
    wakes: int
    hours: int
    places: Sequence[PointOfSale]  # each as often as it is visited

    def awake(self, at: int) -> bool:
        """Return whether the customer makes purchases at this hour (epoch milliseconds)."""
        return (at // HOUR + self.country.utc_offset - self.wakes) % 24 < self.hours

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


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """A payment before it has an identifier, as habits and scenarios produce it."""

    at: int  # epoch milliseconds
    customer: Customer
    place: PointOfSale
    cents: int  # of the customer's currency
    label: str


@dataclass(frozen=True, kw_only=True)
class Population:
    """All customers, and the market where they pay."""

    market: Market
    customers: Sequence[Customer]
    affluent: Sequence[Customer]  # the quarter that spends most
    regulars: Mapping[PointOfSale, Sequence[Customer]]  # of the street terminals that have enough of them


def create_population(chance: Chance) -> Population:
    """Create a market and its customers."""
    market = create_market(chance)
    origins = [country for country in COUNTRIES for _ in range(country.share)]
    number = chance.between(10_000_000, 20_000_000)
    customers = []
    for _ in range(CUSTOMERS):
        number += chance.between(1, 90_000)
        customers.append(_customer(f"C-{number}", chance.pick(origins), market, chance))
    by_spending = sorted(customers, key=lambda customer: customer.spending, reverse=True)
    return Population(
        market=market, customers=customers, affluent=by_spending[: CUSTOMERS // 4], regulars=_regulars(customers)
    )


def _customer(customer_id: str, country: Country, market: Market, chance: Chance) -> Customer:
    street = market.streets[country.code]
    places = [place for category, many in HABITS.items() for place in chance.shuffled(street[category])[:many]]
    places += [chance.pick(market.online[service]) for service in SERVICES]
    if chance.happens(INVESTORS):
        places.append(chance.pick(market.online["exchange"]))
    wakes, hours = chance.pick(WAKING)
    return Customer(
        customer_id=customer_id,
        country=country,
        spending=chance.log_normal(1000),
        wakes=wakes,
        hours=hours,
        places=tuple(place for place in places for _ in range(CATEGORIES[place.category].visits)),
    )


def _regulars(customers: Sequence[Customer]) -> Mapping[PointOfSale, Sequence[Customer]]:
    found: dict[PointOfSale, list[Customer]] = {}
    for customer in customers:
        for place in dict.fromkeys(customer.places):  # not a set: its order would differ from run to run
            if place.country is not None:
                found.setdefault(place, []).append(customer)
    return {place: regulars for place, regulars in found.items() if len(regulars) >= REGULARS}
