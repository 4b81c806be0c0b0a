"""A town: 200 customers, made ahead, who pay equally often."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulation.arrivals import town_arrivals
from simulation.catalogue import CATEGORIES, COUNTRIES, Country
from simulation.chance import Chance
from simulation.market import PointOfSale, Streets, Web, create_streets, create_web, number_terminals
from simulation.population import HABITS, INVESTORS, REGULARS, SERVICES, WAKING, Customer, Population

CUSTOMERS = 200


@dataclass(kw_only=True, eq=False, slots=True)
class Townsman(Customer):
    """A customer whose usual places are known ahead."""

    visits: Sequence[PointOfSale]

    @property
    def places(self) -> Sequence[PointOfSale]:
        return self.visits


@dataclass(frozen=True, kw_only=True)
class Town(Population):
    """All customers, and the market where they pay."""

    web: Web
    customers: Sequence[Customer]
    wealthy: Sequence[Customer]  # the quarter that spends most
    worth_compromising: Mapping[PointOfSale, Sequence[Customer]]  # the street terminals that have regulars enough

    def arrivals(self, chance: Chance, start: int) -> Iterator[int]:
        return town_arrivals(chance, start)

    def anyone(self, chance: Chance) -> Customer:
        return chance.pick(self.customers)

    def affluent(self, chance: Chance) -> Customer:
        return chance.pick(self.wealthy)

    def regulars(self, chance: Chance) -> tuple[PointOfSale, Sequence[Customer]]:
        return chance.pick(list(self.worth_compromising.items()))


def create_town(chance: Chance) -> Town:
    """Create the streets, the web shops and the customers."""
    name_terminal = number_terminals(chance)
    streets, web = create_streets(chance, name_terminal), create_web(name_terminal)
    origins = [country for country in COUNTRIES for _ in range(country.share)]
    number = chance.between(10_000_000, 20_000_000)
    customers = []
    for _ in range(CUSTOMERS):
        number += chance.between(1, 90_000)
        customers.append(_customer(f"C-{number}", chance.pick(origins), streets, web, chance))
    by_spending = sorted(customers, key=lambda customer: customer.spending, reverse=True)
    return Town(
        web=web,
        customers=customers,
        wealthy=by_spending[: CUSTOMERS // 4],
        worth_compromising=_with_regulars(customers),
    )


def _customer(customer_id: str, country: Country, streets: Streets, web: Web, chance: Chance) -> Customer:
    street = streets[country.code]
    places = [place for category, many in HABITS.items() for place in chance.shuffled(street[category])[:many]]
    places += [chance.pick(web.shops[service]) for service in SERVICES]
    if chance.happens(INVESTORS):
        places.append(chance.pick(web.shops["exchange"]))
    wakes, hours = chance.pick(WAKING)
    return Townsman(
        customer_id=customer_id,
        country=country,
        spending=chance.log_normal(1000),
        wakes=wakes,
        hours=hours,
        visits=tuple(place for place in places for _ in range(CATEGORIES[place.category].visits)),
    )


def _with_regulars(customers: Sequence[Customer]) -> Mapping[PointOfSale, Sequence[Customer]]:
    found: dict[PointOfSale, list[Customer]] = {}
    for customer in customers:
        for place in dict.fromkeys(customer.places):  # not a set: its order would differ from run to run
            if place.country is not None:
                found.setdefault(place, []).append(customer)
    return {place: regulars for place, regulars in found.items() if len(regulars) >= REGULARS}
