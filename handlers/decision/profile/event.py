"""A payment as profiles count it."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b

import msgspec
from msgspec import UnsetType

from handlers.contract.transaction import Transaction
from handlers.decision.profile.counterparts import MARK, MET
from handlers.decision.profile.feature import DAY, counterparts
from handlers.decision.profile.money import Rates, converted, exchange, in_units
from handlers.decision.texts import comparable

FUTURE = 5 * 60_000
"""Milliseconds; the clock of who sent a payment that is further ahead of its receipt is wrong."""

OLDEST = 35 * DAY
"""Milliseconds before its receipt; what is older counts among all payments, and in no window."""

MOST_SMALL = 5
"""Units of money; a thief tries a stolen card with as little."""

IDENTITY = 8
"""Bytes of the hash of a transaction's id."""


class Event(msgspec.Struct, frozen=True):
    """A payment; times are in epoch milliseconds."""

    identity: bytes
    time: int
    received: int
    amount: Decimal
    in_units: int | None
    """The amount in units of its own currency; None if it is not to be summed."""
    currency: str
    declined: bool
    small: bool
    rates: Rates
    met: tuple[bytes, ...]
    """The mark of its counterpart of each of the kinds MET; empty where it has none."""

    def of(self, kind: str) -> "Event":
        """Return the event as an entity of this kind sees it: with the counterparts that such an entity has."""
        return msgspec.structs.replace(self, met=met_by(kind, self.met))

    def units(self, currency: str) -> int | None:
        """Return the amount in units of a currency; None if it is not to be summed."""
        if currency == self.currency:
            return self.in_units
        rate = exchange(self.currency, currency, self.rates)
        return converted(self.amount, rate) if rate is not None else None


def event_of(transaction: Transaction, *, received: int, declined: bool, rates: Rates) -> Event:
    """Return the event of a transaction that was received at a time, in epoch milliseconds."""
    currency = currency_of(transaction)
    return Event(
        identity=hashed(transaction.transaction_id),
        time=transaction.timestamp,
        received=received,
        amount=transaction.amount,
        in_units=in_units(transaction.amount),
        currency=currency,
        declined=declined,
        small=_is_small(transaction.amount, currency, rates),
        rates=rates,
        met=marks_of(transaction),
    )


@lru_cache(maxsize=1024)  # the ids and counterparts of a batch, asked for when it is decided and when it is folded
def hashed(text: str) -> bytes:
    """Return the hash by which profiles and facts know an id."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=IDENTITY).digest()


def currency_of(transaction: Transaction) -> str:
    """Return the currency, in three capitals; empty if the transaction says none that is one."""
    code = transaction.currency
    return code if isinstance(code, str) and is_currency(code) else ""


def is_currency(code: str) -> bool:
    """Return whether a text can be a code of ISO 4217: three capitals."""
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()  # noqa: PLR2004 -- said


def marks_of(transaction: Transaction) -> tuple[bytes, ...]:
    """Return the marks of the transaction's counterparts, of each of the kinds MET; empty where it has none."""
    return _mark(transaction.terminal_id), _mark(comparable(transaction.merchant)), _mark(transaction.customer_id)


def met_by(kind: str, marks: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return the marks without those of counterparts that an entity of this kind does not have."""
    had = counterparts(kind)
    return tuple([mark if each in had else b"" for each, mark in zip(MET, marks, strict=True)])


def _mark(text: str | UnsetType) -> bytes:
    return b"" if isinstance(text, UnsetType) else hashed(text)[:MARK]


def _is_small(amount: Decimal, currency: str, rates: Mapping[str, Decimal]) -> bool:
    return amount * rates.get(currency, 1) <= MOST_SMALL
