"""Folds for concurrent scorings: the least that a fold is, and the project's own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Protocol

from handlers.contract.transaction import Transaction
from handlers.decision.profile.codec import decode, encode
from handlers.decision.profile.event import Event, event_of
from handlers.decision.profile.fold import fold

NOW = datetime(2026, 11, 26, tzinfo=UTC)

AMOUNT = 123_400
"""Of every payment, in 10^-4 units."""


class Fold(Protocol):
    """Folds events into the bytes of a profile, and tells how many are in there."""

    def add(self, profile: bytes | None, entity: str, ids: Sequence[str]) -> bytes: ...

    def count(self, profile: bytes) -> int: ...


@dataclass(frozen=True)
class CountingFold:
    """The least that a profile is: a number of events, and a ring of the ids of the last ones."""

    ring: int = 3

    def add(self, profile: bytes | None, _: str, ids: Sequence[str]) -> bytes:
        count, last = json.loads(profile) if profile else (0, [])
        for each in ids:
            if each not in last:
                count, last = count + 1, ([each, *last])[: self.ring]
        return json.dumps([count, last]).encode()

    def count(self, profile: bytes) -> int:
        return int(json.loads(profile)[0])


class PaymentFold:
    """The fold and the bytes of `handlers.decision.profile`."""

    def add(self, profile: bytes | None, entity: str, ids: Sequence[str]) -> bytes:
        folded = decode(profile) if profile else None
        for each in ids:
            folded = fold(folded, _event(each).of(entity.split("#")[1]))
        assert folded
        return encode(folded)

    def count(self, profile: bytes) -> int:
        folded = decode(profile)
        assert len(set(folded.ring.times())) == len(folded.ring.amounts) == folded.count, "each event once in the ring"
        assert sum(folded.ring.amounts) * folded.unit == folded.count * AMOUNT
        return folded.count


@cache
def _event(identity: str) -> Event:
    """Return a payment of 12.34, made in the millisecond of its number."""
    time = int(NOW.timestamp() * 1000) + int(identity.partition("-")[2])
    payment = Transaction(
        transaction_id=identity,
        timestamp=time,
        amount=Decimal("12.34"),
        merchant="Bakery",
        customer_id="C-1",
        terminal_id="T-1",
    )
    return event_of(payment, received=time, declined=False, rates={})
