"""The mark of events that are no payments, such as logins: fields that an event lacks though its row has a default.

It is a key of the metadata, so that row, digest, stream and replay hold it as they hold what a client sent. No variable
of an event has its name. Metadata may hold what a shop's customers typed: beside a value, a mark hides nothing.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import UNSET

from handlers.contract.transaction import Transaction

ABSENT = "fraud_detector:absent"
MARKABLE = ("amount", "merchant")
"""Fields that have a default: 0 and `unknown`."""

NO_MERCHANT = "unknown"
NONE: frozenset[str] = frozenset()


def mark_of_absent(fields: Iterable[str]) -> str:
    """Return the mark's text for fields among MARKABLE that are absent."""
    return ",".join(fields)


def absent_in(mark: object, amount: Decimal, merchant: str) -> frozenset[str]:
    """Return the fields that a mark says are absent and that hold their defaults."""
    if not isinstance(mark, str):
        return NONE
    has_default = {"amount": not amount, "merchant": merchant == NO_MERCHANT}
    return frozenset(name for name in mark.split(",") if has_default.get(name))


def absent_fields(transaction: Transaction) -> frozenset[str]:
    """Return the fields that a transaction lacks: conditions and profiles read nothing there."""
    metadata = transaction.metadata
    if metadata is UNSET or ABSENT not in metadata:
        return NONE
    return absent_in(metadata[ABSENT].get("S"), transaction.amount, transaction.merchant)
