"""Scenarios of fraud: each function makes one episode, its purchases in order of time."""

from collections.abc import Iterator, Sequence

from simulation.catalogue import CARD_TESTING_MERCHANTS, RESALE_MERCHANTS, UNUSUAL_MERCHANTS
from simulation.chance import Chance
from simulation.population import Population, Purchase

SECOND = 1000
MINUTE = 60 * SECOND


def burst(population: Population, chance: Chance, at: int) -> Sequence[Purchase]:
    """Return a burst: a stolen card, tested with three or four small amounts, then emptied, within ten minutes."""
    customer = population.anyone(chance)
    tests = [(chance.pick(CARD_TESTING_MERCHANTS), chance.between(50, 300)) for _ in range(chance.between(3, 4))]
    large = [(chance.pick(RESALE_MERCHANTS), chance.between(15_000, 90_000)) for _ in range(chance.between(2, 4))]
    purchases = []
    for merchant, cents in tests + large:
        place = population.web.special[merchant]
        purchases.append(Purchase(at=at, customer=customer, place=place, cents=customer.price(cents), label="burst"))
        at += chance.between(12 * SECOND, 75 * SECOND)
    return purchases


def compromised_terminal(population: Population, chance: Chance, at: int) -> Sequence[Purchase]:
    """Return an episode of a compromised terminal: for some hours its regulars pay several times their usual amount."""
    place, regulars = population.regulars(chance)
    purchases = []
    for customer in chance.shuffled(regulars)[: chance.between(4, 6)]:
        cents = customer.usual(place) * chance.between(400, 900) // 100
        purchases.append(
            Purchase(at=at, customer=customer, place=place, cents=cents, label="compromised_terminal"),
        )
        at += chance.between(8 * MINUTE, 40 * MINUTE)
    return purchases


def out_of_pattern(population: Population, chance: Chance, merchants: Iterator[str], at: int) -> Sequence[Purchase]:
    """Return one payment at a new merchant, many times the customer's usual amount; to an exchange, above 10,000."""
    merchant = next(merchants)
    customer = population.anyone(chance)
    cents = customer.habit * chance.between(20, 60)
    if merchant in UNUSUAL_MERCHANTS:
        cents = max(cents, chance.log_normal(900_000) + 1_050_000)
    place = population.web.special[merchant]
    return [Purchase(at=at, customer=customer, place=place, cents=cents, label="out_of_pattern")]
