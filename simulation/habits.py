"""Legitimate purchases: everyday ones, and sometimes a large one."""

from collections.abc import Iterator, Sequence

from simulation.catalogue import CATEGORIES
from simulation.chance import Chance
from simulation.population import HOUR, Population, Purchase
from simulation.transaction import LEGITIMATE

# Everyday purchases in each hour of the day (UTC), of 1,000 a day.
RHYTHM = (10, 6, 4, 4, 7, 17, 35, 55, 60, 54, 54, 64, 72, 60, 54, 56, 66, 78, 76, 62, 46, 28, 19, 13)
TRIES = 5  # to find a customer who is awake; after them anyone makes the purchase


def next_purchase(chance: Chance, at: int) -> int:
    """Return the time of the next everyday purchase after `at`, both in epoch milliseconds."""
    return at + 1 + chance.exponential(HOUR // RHYTHM[at // HOUR % 24])


def everyday_purchase(population: Population, chance: Chance, at: int) -> Purchase:
    """Return a purchase at one of a customer's usual places."""
    customer = chance.pick(population.customers)
    for _ in range(TRIES):
        if customer.awake(at):
            break
        customer = chance.pick(population.customers)
    place = chance.pick(customer.places)
    usual = customer.usual(place)
    cents = usual if CATEGORIES[place.category].fixed else max(chance.log_normal(usual), 1)
    return Purchase(at=at, customer=customer, place=place, cents=cents, label=LEGITIMATE)


def large_purchase(
    population: Population, chance: Chance, offers: Iterator[tuple[str, int, int]], at: int
) -> Sequence[Purchase]:
    """Return a large legitimate purchase (a car, a kitchen, a boat), sometimes a false positive of simple rules."""
    merchant, low, high = next(offers)
    customer = chance.pick(population.affluent)
    price = chance.between(low * 100, high * 100)
    cents = max(price, customer.price(price))  # in pounds too, a large amount is one above 5,000
    return [
        Purchase(at=at, customer=customer, place=population.market.special[merchant], cents=cents, label=LEGITIMATE)
    ]
