"""The payments of the households' world, and those of thieves."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256
from itertools import accumulate, count
from typing import NamedTuple

from simulation.chance import Chance
from simulation.day import DAY
from simulation.fraud.stolen_card import STOLEN_CARD
from simulation.handbook.distributions import poisson, poisson_table
from simulation.households.categories import CATEGORIES
from simulation.stream import ulid
from simulation.transaction import LEGITIMATE, LabelledTransaction

CUSTOMERS = 1000
HOUR = DAY // 24
PAYMENTS = (300, 4000)
"""Of a household a day, in thousandths, at least and at most."""

REGIONS, AGES = 50, ("18-29", "30-44", "45-59", "60+")
FAVOURITES = 4  # shops of a category, where a household pays as a rule
EXPLORES = 25  # per cent of the payments, at any shop of the category
SPREES, SPREE = 6, (3, 8)  # of 1,000 days of a household have so many purchases more: a birthday, a journey
THEFT_DAYS = 700  # of a household, on average, between two thefts of its card
TAKEN = (4, 14)  # payments of a thief
LASTS = 40 * HOUR  # at most
NIGHT = (22, 28)  # hours; those above 23 are of the next day
AT_NIGHT = 65  # per cent of a thief's payments
LABEL_DELAY = 7 * DAY


class _Household(NamedTuple):
    """A customer."""

    customer_id: str
    payments: Sequence[int]  # the distribution of a day's number of payments
    visits: Sequence[int]  # sums of the categories' shares
    spending: int  # per cent of what is typical
    favourites: Sequence[Sequence[int]]  # by category
    region: int
    age: str


class _Paid(NamedTuple):
    """A payment before it has an identifier; those of a day are sorted by time."""

    at: int
    number: int  # the household's
    category: int
    shop: int
    cents: int
    label: str


class HouseholdsWorld:
    """Its households; all of them in memory."""

    def __init__(self, *, seed: int, start: int, customers: int) -> None:
        """`start` is the first moment of the first day, in epoch milliseconds."""
        key = int.from_bytes(sha256(f"world households {seed}".encode()).digest()[:8])
        self._chance = Chance(key)
        self._start = start
        first = 10_000_000 + key % 10_000_000
        self._households = [self._household(f"C-{first + number}") for number in range(customers)]
        self._hours = [list(accumulate(each.hours)) for each in CATEGORIES]
        self._thefts = list(accumulate(each.thefts for each in CATEGORIES))
        self._taken = defaultdict[int, list[_Paid]](list)  # by day

    def transactions(self) -> Iterator[LabelledTransaction]:
        """Yield the transactions, in order of time and without end."""
        latest = self._start - 1
        for day in count():
            self._steal(day)
            for paid in sorted([*self._honest(day), *self._taken.pop(day, ())]):
                latest = max(self._start + paid.at, latest + 1)  # so identifiers cannot collide
                yield self._transaction(paid, latest)

    def _household(self, customer_id: str) -> _Household:
        chance = self._chance
        return _Household(
            customer_id=customer_id,
            payments=poisson_table(chance.between(*PAYMENTS)),
            visits=list(accumulate(chance.log_normal(each.visits * 10) for each in CATEGORIES)),
            spending=chance.log_normal(100),
            favourites=[[chance.below(each.shops) for _ in range(FAVOURITES)] for each in CATEGORIES],
            region=chance.below(REGIONS),
            age=chance.pick(AGES),
        )

    def _honest(self, day: int) -> Iterator[_Paid]:
        chance = self._chance
        for number, household in enumerate(self._households):
            extra = chance.between(*SPREE) if chance.below(1000) < SPREES else 0
            for turn in range(poisson(chance, household.payments) + extra):
                place = _drawn(household.visits, chance)
                category = CATEGORIES[place]
                at = day * DAY + _drawn(self._hours[place], chance) * HOUR + chance.below(HOUR)
                explores = chance.happens(EXPLORES)
                shop = chance.below(category.shops) if explores else chance.pick(household.favourites[place])
                cents = category.typical * household.spending // 100
                for _ in range(category.spread):
                    cents = chance.log_normal(cents)
                if turn < extra:
                    cents *= chance.between(1, 4)
                yield _Paid(at, number, place, shop, max(1, cents), LEGITIMATE)

    def _steal(self, day: int) -> None:
        """Draw the cards that are stolen on a day, and what is taken from them."""
        chance = self._chance
        for number in range(len(self._households)):
            if chance.below(THEFT_DAYS):
                continue
            begin, lasts = day * DAY + chance.below(DAY), chance.between(2 * HOUR, LASTS)
            for _ in range(chance.between(*TAKEN)):
                at = begin + chance.below(lasts)
                if chance.happens(AT_NIGHT):
                    at = at // DAY * DAY + chance.between(*NIGHT) * HOUR + chance.below(HOUR)
                place = _drawn(self._thefts, chance)
                category = CATEGORIES[place]
                cents = chance.between(*category.taken)
                paid = _Paid(at, number, place, chance.below(category.shops), cents, STOLEN_CARD)
                self._taken[at // DAY].append(paid)

    def _transaction(self, paid: _Paid, timestamp: int) -> LabelledTransaction:
        household, category = self._households[paid.number], CATEGORIES[paid.category]
        return LabelledTransaction(
            transaction_id=ulid(timestamp, self._chance),
            amount=Decimal(f"{paid.cents}E-2"),
            merchant=f"{category.name.replace('_', ' ')} {paid.shop}",
            timestamp=timestamp,
            customer_id=household.customer_id,
            terminal_id=None,
            currency=None,
            metadata={"category": category.name, "region": f"R{household.region:02}", "age_group": household.age},
            label=paid.label,
            label_received=None if paid.label == LEGITIMATE else timestamp + LABEL_DELAY,
        )


def _drawn(sums: Sequence[int], chance: Chance) -> int:
    """Return a place, drawn by shares whose sums are given."""
    return bisect_right(sums, chance.below(sums[-1]))
