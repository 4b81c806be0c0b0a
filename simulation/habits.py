"""Legitimate purchases: everyday ones, and sometimes a large one."""

from collections.abc import Iterator, Sequence

from simulation.catalogue import CATEGORIES
from simulation.chance import Chance
from simulation.population import Population, Purchase
from simulation.transaction import LEGITIMATE


def everyday_purchase(population: Population, chance: Chance, at: int) -> Purchase:
    """Return a purchase at one of a customer's usual places."""
    customer = population.payer(chance, at)
    place = customer.usual_place(chance)
    usual = customer.usual(place)
    cents = usual if CATEGORIES[place.category].fixed else max(chance.log_normal(usual), 1)
    return Purchase(at=at, customer=customer, place=place, cents=cents, label=LEGITIMATE)


def large_purchase(
    population: Population, chance: Chance, offers: Iterator[tuple[str, int, int]], at: int
) -> Sequence[Purchase]:
    """Return a large legitimate purchase (a car, a kitchen, a boat), sometimes a false positive of simple rules."""
    merchant, low, high = next(offers)
    customer = population.affluent(chance)
    price = chance.between(low * 100, high * 100)
    cents = max(price, customer.price(price))  # in pounds too, a large amount is one above 5,000
    return [Purchase(at=at, customer=customer, place=population.web.special[merchant], cents=cents, label=LEGITIMATE)]
