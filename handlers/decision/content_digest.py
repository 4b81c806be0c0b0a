"""A digest of a transaction's fields, by which a decision in a row is known to be on what the row holds."""

from collections.abc import Mapping
from decimal import Context, Decimal
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import UNSET

from handlers.contract.money import MOST_DIGITS
from handlers.contract.transaction import Transaction

_FIELDS = ("transaction_id", "merchant", "customer_id", "terminal_id", "currency")
_LENGTH = 16
"""Bytes."""

_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_normalized = Context(prec=MOST_DIGITS, traps=[])


def content_digest(transaction: Transaction) -> bytes:
    """Return the digest, which is the same however the table writes numbers: `12.50` comes back as `12.5`."""
    texts = [None if (value := getattr(transaction, name)) is UNSET else value for name in _FIELDS]
    metadata = transaction.metadata
    typed = None if metadata is UNSET else {name: _same(attribute) for name, attribute in metadata.items()}
    return blake2b(
        _encode([*texts, transaction.timestamp, _digits(transaction.amount), typed]), digest_size=_LENGTH
    ).digest()


def _same(attribute: Mapping[str, Any]) -> Any:
    return {"N": _digits(Decimal(attribute["N"]))} if "N" in attribute else attribute


def _digits(number: Decimal) -> str:
    return str(number.normalize(_normalized)) if number else "0"
