"""What honest customers buy: the everyday, and now and then something large."""

from collections.abc import Iterator, Sequence

from simulation.catalogue import CATEGORIES
from simulation.chance import Chance
from simulation.population import HOUR, Population
from simulation.purchase import Purchase
from simulation.transaction import LEGITIMATE

# Everyday purchases in each hour of the day (UTC), of 1,000 a day.
RHYTHM = (10, 6, 4, 4, 7, 17, 35, 55, 60, 54, 54, 64, 72, 60, 54, 56, 66, 78, 76, 62, 46, 28, 19, 13)
LOOKS = 5  # for a customer who is awake; at three in the morning somebody sleepless will do


def next_purchase(chance: Chance, at: int) -> int:
    return at + 1 + chance.waiting(HOUR // RHYTHM[at // HOUR % 24])


def everyday_purchase(population: Population, chance: Chance, at: int) -> Purchase:
    customer = chance.pick(population.customers)
    for _ in range(LOOKS):
        if customer.awake(at):
            break
        customer = chance.pick(population.customers)
    place = chance.pick(customer.places)
    usual = customer.usual(place)
    cents = usual if CATEGORIES[place.category].fixed else max(chance.around(usual), 1)
    return Purchase(at=at, customer=customer, place=place, cents=cents, label=LEGITIMATE)


def large_purchase(
    population: Population, chance: Chance, offers: Iterator[tuple[str, int, int]], at: int
) -> Sequence[Purchase]:
    """A car, a kitchen, a boat: honest, and for a rule on amounts and words sometimes a false positive."""
    merchant, low, high = next(offers)
    customer = chance.pick(population.affluent)
    price = chance.between(low * 100, high * 100)
    cents = max(price, customer.price(price))  # in pounds too, a large amount is one above 5,000
    return [
        Purchase(at=at, customer=customer, place=population.market.special[merchant], cents=cents, label=LEGITIMATE)
    ]
