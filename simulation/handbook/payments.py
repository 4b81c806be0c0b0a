"""The payments of the handbook's world, and its three kinds of fraud."""

from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import NamedTuple

from simulation.chance import Chance
from simulation.day import DAY
from simulation.fraud.captured_terminal import CAPTURED_TERMINAL
from simulation.fraud.leaked_card import LEAKED_CARD
from simulation.handbook.cardholders import CUSTOMERS, TERMINALS, create_cardholders
from simulation.handbook.distributions import normal, poisson
from simulation.stream import ulid
from simulation.transaction import LEGITIMATE, LabelledTransaction

NOON, SPREAD = DAY // 2, 20_000_000
"""Mean and standard deviation of a payment's time within its day, in milliseconds; what falls outside is left out."""

LARGE_AMOUNT = "large_amount"
LIMIT = 22_000
"""Cents above which every payment is fraud: the obvious pattern that anything should find."""

CAPTURED_A_DAY, CAPTURED_FOR = 2, 28
"""Of 10,000 terminals, and the days for which all that is paid there is fraud."""

LEAKED_A_DAY, LEAKED_FOR, THIRD, TIMES = 3, 14, 3, 5
"""Of 5,000 cards; the days for which one payment in three is a thief's, and is five times as large."""

LABEL_DELAY = 7 * DAY
"""The time to the label's receipt."""


class _Paid(NamedTuple):
    """A payment before it has an identifier; those of a day are sorted by time."""

    at: int
    number: int
    """The customer's."""
    terminal: int
    cents: int


class HandbookWorld:
    """Its customers and terminals, what is captured and leaked; all of it in memory."""

    def __init__(self, *, seed: int, start: int, customers: int, terminals: int) -> None:
        """`start` is the first moment of the first day, in epoch milliseconds."""
        key = int.from_bytes(sha256(f"world handbook {seed}".encode()).digest()[:8])
        self._chance = Chance(key)
        self._start = start
        self._terminals = terminals
        first = 10_000_000 + key % 10_000_000
        self._customers = create_cardholders(self._chance, first=first, customers=customers, terminals=terminals)
        self._captured_until = dict[int, int]()
        self._leaked_until = dict[int, int]()
        """Days from the start, by number of terminal and of customer."""

    def transactions(self) -> Iterator[LabelledTransaction]:
        """Yield the transactions, in order of time and without end."""
        latest = self._start - 1
        for day in count():
            self._spoil(day)
            for paid in sorted(self._payments()):
                cents, label = self._judge(paid, day)
                latest = max(self._start + day * DAY + paid.at, latest + 1)  # so identifiers cannot collide
                yield self._transaction(paid, latest, cents, label)

    def _payments(self) -> Iterator[_Paid]:
        """Yield the payments of a day as they would be without fraud."""
        chance = self._chance
        for number, customer in enumerate(self._customers):
            for _ in range(poisson(chance, customer.payments)):
                at = normal(chance, NOON, SPREAD)
                if customer.reach and 0 < at < DAY:
                    yield _Paid(at, number, chance.pick(customer.reach), _amount(customer.mean, chance))

    def _spoil(self, day: int) -> None:
        """Draw the terminals that are captured from a day on, and the cards that leak."""
        for _ in range(_due(CAPTURED_A_DAY, self._terminals, TERMINALS, day)):
            self._captured_until[self._chance.below(self._terminals)] = day + CAPTURED_FOR
        for _ in range(_due(LEAKED_A_DAY, len(self._customers), CUSTOMERS, day)):
            self._leaked_until[self._chance.below(len(self._customers))] = day + LEAKED_FOR

    def _judge(self, paid: _Paid, day: int) -> tuple[int, str]:
        """Return the amount in cents, and the last scenario of the book that befalls the payment, as there."""
        label = LARGE_AMOUNT if paid.cents > LIMIT else LEGITIMATE
        if day < self._captured_until.get(paid.terminal, 0):
            label = CAPTURED_TERMINAL
        if day < self._leaked_until.get(paid.number, 0) and not self._chance.below(THIRD):
            return paid.cents * TIMES, LEAKED_CARD
        return paid.cents, label

    def _transaction(self, paid: _Paid, timestamp: int, cents: int, label: str) -> LabelledTransaction:
        return LabelledTransaction(
            transaction_id=ulid(timestamp, self._chance),
            amount=Decimal(f"{cents}E-2"),
            merchant=f"Shop {paid.terminal}",
            timestamp=timestamp,
            customer_id=self._customers[paid.number].customer_id,
            terminal_id=f"T-{paid.terminal:06}",
            currency=None,
            metadata=None,
            label=label,
            label_received=None if label == LEGITIMATE else timestamp + LABEL_DELAY,
        )


def _amount(mean: int, chance: Chance) -> int:
    """Return an amount in cents, one at least; where the normal distribution gives none, any up to twice the mean."""
    cents = normal(chance, mean, mean // 2)
    return max(1, cents if cents >= 0 else chance.between(0, 2 * mean))


def _due(a_day: int, number: int, usual: int, day: int) -> int:
    """Return how many are drawn on a day: `a_day` of as many as usual, fewer of fewer and on some days only."""
    return (day + 1) * a_day * number // usual - day * a_day * number // usual
