"""How cards and terminals are abused: each scenario is one episode, its purchases in order of time."""

from collections.abc import Iterator, Sequence

from simulation.catalogue import STRANGE, TEMPTING, TESTED
from simulation.chance import Chance
from simulation.population import Population
from simulation.purchase import Purchase

SECOND = 1000
MINUTE = 60 * SECOND


def burst(population: Population, chance: Chance, at: int) -> Sequence[Purchase]:
    """A stolen card, tested with three or four small amounts, then emptied, all within ten minutes."""
    customer = chance.pick(population.customers)
    tests = [(chance.pick(TESTED), chance.between(50, 300)) for _ in range(chance.between(3, 4))]
    spoils = [(chance.pick(TEMPTING), chance.between(15_000, 90_000)) for _ in range(chance.between(2, 4))]
    purchases = []
    for merchant, cents in tests + spoils:
        place = population.market.special[merchant]
        purchases.append(Purchase(at=at, customer=customer, place=place, cents=customer.price(cents), label="burst"))
        at += chance.between(12 * SECOND, 75 * SECOND)
    return purchases


def compromised_terminal(population: Population, chance: Chance, at: int) -> Sequence[Purchase]:
    """A skimmed terminal: for some hours its regular customers pay there several times what they usually do."""
    place, regulars = chance.pick(list(population.regulars.items()))
    purchases = []
    for customer in chance.shuffled(regulars)[: chance.between(4, 6)]:
        cents = customer.usual(place) * chance.between(400, 900) // 100
        purchases.append(
            Purchase(at=at, customer=customer, place=place, cents=cents, label="compromised_terminal"),
        )
        at += chance.between(8 * MINUTE, 40 * MINUTE)
    return purchases


def out_of_pattern(population: Population, chance: Chance, merchants: Iterator[str], at: int) -> Sequence[Purchase]:
    """One payment at a merchant the customer never used, of many times the usual; to an exchange, above 10,000."""
    merchant = next(merchants)
    customer = chance.pick(population.customers)
    cents = customer.habit * chance.between(20, 60)
    if merchant in STRANGE:
        cents = max(cents, chance.around(900_000) + 1_050_000)
    place = population.market.special[merchant]
    return [Purchase(at=at, customer=customer, place=place, cents=cents, label="out_of_pattern")]
