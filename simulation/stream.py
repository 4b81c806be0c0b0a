"""Legitimate purchases and fraud as one endless stream in order of time."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from heapq import heappop, heappush

from simulation.catalogue import LARGE_PURCHASES, RESALE_MERCHANTS, UNUSUAL_MERCHANTS
from simulation.chance import Chance
from simulation.habits import everyday_purchase, large_purchase
from simulation.population import Population, Purchase
from simulation.scenarios import burst, compromised_terminal, out_of_pattern
from simulation.transaction import LabelledTransaction

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAIRS = tuple(high + low for high in CROCKFORD for low in CROCKFORD)  # ten bits at a time
ANNOTATED = 30  # per cent of the transactions carry metadata
MINUTE = 60_000

Episode = Callable[[int], Sequence[Purchase]]  # given its time in epoch milliseconds


class Recurrence:
    """An episode that recurs, counted in everyday purchases so that every thousand has its share."""

    def __init__(self, chance: Chance, episode: Episode, *, first: tuple[int, int], every: tuple[int, int]) -> None:
        """`first` and `every` are the fewest and the most everyday purchases before it comes (again)."""
        self._chance = chance
        self._episode = episode
        self._every = every
        self._left = chance.between(*first)

    def after_purchase(self, at: int) -> Sequence[Purchase]:
        """Return the episode that begins within minutes of the everyday purchase at `at`; mostly nothing."""
        self._left -= 1
        if self._left > 0:
            return ()
        self._left = self._chance.between(*self._every)
        return self._episode(at + self._chance.between(1, 5 * MINUTE))


def labelled_transactions(
    populate: Callable[[Chance], Population], seed: int, start: int
) -> Iterator[LabelledTransaction]:
    """Yield the transactions that a population, seed and start (epoch milliseconds) determine, without end."""
    chance = Chance(seed)
    latest = start - 1
    for purchase in _in_order_of_time(populate(chance), chance, start):
        latest = max(purchase.at, latest + 1)  # no two in one millisecond, so identifiers cannot collide
        yield _transaction(purchase, latest, chance)


def _in_order_of_time(population: Population, chance: Chance, start: int) -> Iterator[Purchase]:
    recurrences = _recurrences(population, chance)
    ahead: list[tuple[int, int, Purchase]] = []  # what running episodes have left: of a few hours at most
    begun = 0
    for at in population.arrivals(chance, start):
        while ahead and ahead[0][0] <= at:
            yield heappop(ahead)[2]
        yield everyday_purchase(population, chance, at)
        for recurrence in recurrences:
            for purchase in recurrence.after_purchase(at):
                begun += 1  # orders what falls into one millisecond
                heappush(ahead, (purchase.at, begun, purchase))


def _recurrences(population: Population, chance: Chance) -> Sequence[Recurrence]:
    """Return the recurring episodes: 3 % of transactions are fraud, several of each scenario in a thousand."""
    merchants = chance.shuffled_cycles((*UNUSUAL_MERCHANTS, *UNUSUAL_MERCHANTS, *RESALE_MERCHANTS))
    offers = chance.shuffled_cycles(LARGE_PURCHASES)
    return (
        Recurrence(chance, partial(out_of_pattern, population, chance, merchants), first=(15, 60), every=(75, 115)),
        Recurrence(chance, partial(burst, population, chance), first=(60, 200), every=(480, 620)),
        Recurrence(chance, partial(compromised_terminal, population, chance), first=(100, 250), every=(400, 500)),
        Recurrence(chance, partial(large_purchase, population, chance, offers), first=(5, 40), every=(60, 90)),
    )


def _transaction(purchase: Purchase, timestamp: int, chance: Chance) -> LabelledTransaction:
    place, country = purchase.place, purchase.customer.country
    identifier = ulid(timestamp, chance)
    metadata = None
    if chance.happens(ANNOTATED):
        channel = "online" if place.country is None else chance.pick(("pos", "contactless"))
        metadata = {"channel": channel, "country": country.code}
    return LabelledTransaction(
        transaction_id=identifier,
        amount=Decimal(f"{purchase.cents}E-2"),
        merchant=place.merchant,
        timestamp=timestamp,
        customer_id=purchase.customer.customer_id,
        terminal_id=place.terminal_id,
        currency=country.currency,
        metadata=metadata,
        label=purchase.label,
    )


def ulid(timestamp: int, chance: Chance) -> str:
    """Return 48 bits of time and 80 random bits in Crockford's base 32: https://github.com/ulid/spec."""
    return (
        PAIRS[timestamp >> 40]
        + _eight_digits(timestamp & (1 << 40) - 1)
        + _eight_digits(chance.below(1 << 40))
        + _eight_digits(chance.below(1 << 40))
    )


def _eight_digits(bits: int) -> str:
    """Return 40 bits, written out since every payment takes three of them."""
    return PAIRS[bits >> 30] + PAIRS[bits >> 20 & 1023] + PAIRS[bits >> 10 & 1023] + PAIRS[bits & 1023]
