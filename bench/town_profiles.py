"""Profiles of the customers and terminals of a simulated town, after weeks in which their rings have filled."""

from datetime import datetime

from handlers.contract.transaction import Transaction
from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile.event import Event, event_of
from handlers.decision.profile.fold import fold
from handlers.decision.profile.profile import Profile
from simulation import DEFAULT_START, LabelledTransaction, simulate

DAYS, A_DAY = 36, 1_000
"""The simulation has about a thousand transactions a day."""

Profiles = dict[str, Profile]


def town_profiles(start: datetime | int = DEFAULT_START) -> tuple[Profiles, dict[str, Transaction]]:
    """Return every entity's profile by its item's key, and each customer's last transaction."""
    profiles: Profiles = {}
    latest: dict[str, Transaction] = {}
    for each in simulate(DAYS * A_DAY, 14, start):
        transaction = Transaction(
            transaction_id=each.transaction_id,
            timestamp=each.timestamp,
            amount=each.amount,
            merchant=each.merchant,
            customer_id=each.customer_id,
            terminal_id=each.terminal_id,
            currency=each.currency,
        )
        event = event_of_new(transaction)
        for entity in entities_of(each):
            folded = fold(profiles.get(entity.profile), event.of(entity.kind))
            if folded is not None:
                profiles[entity.profile] = folded
        latest[EntityKey("customer", each.customer_id).profile] = transaction
    return profiles, latest


def event_of_new(transaction: Transaction) -> Event:
    """Return the event of a transaction that is received at once, and is not declined."""
    return event_of(transaction, received=transaction.timestamp, declined=False, rates={})


def entities_of(transaction: LabelledTransaction) -> tuple[EntityKey, EntityKey]:
    """Return the customer and the terminal."""
    return EntityKey("customer", transaction.customer_id), EntityKey("terminal", transaction.terminal_id)
