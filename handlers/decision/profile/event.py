"""A payment as profiles count it."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b

import msgspec
from msgspec import UnsetType

from handlers.contract.absent_fields import absent_fields
from handlers.contract.transaction import Transaction
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.feature import DAY, Counterpart, counterparts
from handlers.decision.profile.counterparts import MARK, MET
from handlers.decision.profile.money import Rates, converted, exchange, in_units

FUTURE = 5 * 60_000
"""Milliseconds; the clock of who sent a payment that is further ahead of its receipt is wrong."""

OLDEST = 35 * DAY
"""Milliseconds before its receipt; what is older counts among all payments, and in no window."""

MOST_SMALL = 5
"""Units of money; a thief tries a stolen card with as little."""

IDENTITY = 8
"""Bytes of the hash of a transaction's id."""


class Event(msgspec.Struct, frozen=True, gc=False):
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
        had = _had_by(kind)
        if all(had):
            return self
        met = tuple([mark if is_had else b"" for is_had, mark in zip(had, self.met, strict=True)])
        return msgspec.structs.replace(self, met=met)

    def units(self, currency: str) -> int | None:
        """Return the amount in units of a currency; None if it is not to be summed."""
        if currency == self.currency:
            return self.in_units
        rate = exchange(self.currency, currency, self.rates)
        return converted(self.amount, rate) if rate is not None else None


@lru_cache(maxsize=64)
def _had_by(kind: str) -> tuple[bool, ...]:
    """Return of each of the kinds MET whether an entity of a kind has such counterparts."""
    had = counterparts(kind)
    return tuple([each in had for each in MET])


def event_of(transaction: Transaction, *, received: int, declined: bool, rates: Rates) -> Event:
    """Return the event of a transaction that was received at a time, in epoch milliseconds."""
    absent, currency = absent_fields(transaction), currency_of(transaction)
    units = None if "amount" in absent else in_units(transaction.amount)
    return Event(
        identity=hashed(transaction.transaction_id),
        time=transaction.timestamp,
        received=received,
        amount=transaction.amount,
        in_units=units,
        currency=currency,
        declined=declined,
        small=units is not None and _is_small(transaction.amount, currency, rates),
        rates=rates,
        met=tuple([mark_of(transaction, kind) for kind in MET]),
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


def mark_of(transaction: Transaction, kind: Counterpart) -> bytes:
    """Return the mark of the transaction's counterpart of a kind; empty if it has none."""
    if kind == "merchant":
        absent = "merchant" in absent_fields(transaction)
        return b"" if absent else hashed(comparable(transaction.merchant))[:MARK]
    text = transaction.terminal_id if kind == "terminal" else transaction.customer_id
    return b"" if isinstance(text, UnsetType) else hashed(text)[:MARK]


def _is_small(amount: Decimal, currency: str, rates: Rates) -> bool:
    return amount <= MOST_SMALL if currency not in rates else Fraction(amount) * Fraction(rates[currency]) <= MOST_SMALL
