"""The weeks of a region: its payments, folded into the profiles of those who are followed."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from zlib import crc32

from msgspec import UNSET

from bench.measurement import Say
from bench.region import CUSTOMER, TERMINAL, RegionContent
from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import DAY
from handlers.decision.profile.codec import encode
from handlers.decision.profile.event import Event, event_of
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import Profile
from simulation import LabelledTransaction, World, simulate_world

DAYS = 36
REQUESTS, TRAFFIC = 5_000, 30_000
"""Payments that come next: of those who are followed, and of all."""

FOLLOWED_CUSTOMERS, FOLLOWED_TERMINALS, FOLLOWED_SHOPS = 5_000, 1_000, 12
"""About so many at most are followed; shops are the terminals of the web's 35."""
SHOPS = 35

APART = 100
"""Payments from one of a customer to the next among the requests: of 100,000 hardly one pays twice in so many."""


class _Followed:
    """The choice of those who are followed, by their ids alone."""

    def __init__(self, world: World) -> None:
        self._customers = _share(FOLLOWED_CUSTOMERS, world.customers or 0)
        self._terminals = _share(FOLLOWED_TERMINALS, world.number_of_terminals - SHOPS)
        self._shops = _share(FOLLOWED_SHOPS, SHOPS)

    def has_customer(self, payment: LabelledTransaction) -> bool:
        """Return whether the customer is followed."""
        return crc32(payment.customer_id.encode()) % self._customers == 0

    def has_terminal(self, payment: LabelledTransaction) -> bool:
        """Return whether the terminal is followed."""
        if payment.terminal_id is None:
            return False
        share = self._shops if payment.terminal_id.startswith("W-") else self._terminals
        return crc32(payment.terminal_id.encode()) % share == 0


def simulate_region(world: World, say: Say) -> RegionContent:
    """Fold the payments of all days, and return the profiles with the payments of the day after."""
    followed, profiles = _Followed(world), dict[EntityKey, Profile]()
    day, end = 0, world.first_millisecond + DAYS * DAY
    payments = simulate_world(world, days=DAYS + 1)
    for each in payments:
        if each.timestamp >= end:
            following = list(islice(chain([each], payments), DAY))
            break
        if each.timestamp >= world.first_millisecond + day * DAY:
            day += 1
            say(f"simulating {world.customers:,} customers, day {day} of {DAYS}")
        customer, terminal = followed.has_customer(each), followed.has_terminal(each)
        if customer or terminal:
            event = event_of_new(_transaction(each))
            if customer:
                _fold(EntityKey(CUSTOMER, each.customer_id), event, profiles)
            if terminal and each.terminal_id is not None:
                _fold(EntityKey(TERMINAL, each.terminal_id), event, profiles)
    return RegionContent(
        customers=world.customers or 0,
        profiles={entity.profile: encode(profile) for entity, profile in profiles.items()},
        requests=[each.request() for each in islice(_apart(filter(followed.has_customer, following)), REQUESTS)],
        traffic=[each.request() for each in following[:TRAFFIC]],
    )


def event_of_new(transaction: Transaction) -> Event:
    """Return the event of a transaction that is received at once, and is not declined."""
    return event_of(transaction, received=transaction.timestamp, declined=False, rates={})


def _apart(payments: Iterable[LabelledTransaction]) -> Iterator[LabelledTransaction]:
    """Yield the payments of customers none of whom paid within the last ones."""
    last: dict[str, int] = {}
    number = 0
    for each in payments:
        if number - last.get(each.customer_id, -APART) >= APART:
            last[each.customer_id] = number
            number += 1
            yield each


def _share(followed: int, of: int) -> int:
    """Return the number of which one is followed."""
    return max(1, of // followed)


def _fold(entity: EntityKey, event: Event, profiles: dict[EntityKey, Profile]) -> None:
    folded = fold(profiles.get(entity), event.of(entity.kind))
    if folded is not None:
        profiles[entity] = folded


def _transaction(payment: LabelledTransaction) -> Transaction:
    return Transaction(
        transaction_id=payment.transaction_id,
        timestamp=payment.timestamp,
        amount=payment.amount,
        merchant=payment.merchant,
        customer_id=payment.customer_id,
        terminal_id=UNSET if payment.terminal_id is None else payment.terminal_id,
        currency=UNSET if payment.currency is None else payment.currency,
    )
