"""Lines of JSON that are as plain as most are, read in a fraction of the time that the API's rules take.

A line either becomes here what `payment_of` makes of it, or is left to that.
"""

import re
from decimal import Decimal
from functools import lru_cache

import msgspec
from msgspec import UNSET, UnsetType

from fraudctl.backtest.payment import PastPayment
from fraudctl.client.label import label_of
from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key
from handlers.contract.money import LARGEST_METADATA, MOST_DIGITS
from handlers.contract.timestamp_hint import EARLIEST_TIMESTAMP, LATEST_TIMESTAMP
from handlers.contract.transaction import Transaction

_PLAIN_ID = re.compile("[!-~]{1,128}")
_CURRENCY = re.compile("[A-Z]{3}")
_LONGEST_MERCHANT = 256
_PLAIN_EXPONENTS = range(-20, 1)


class _PlainLine(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    transaction_id: str
    timestamp: int
    amount: Decimal
    merchant: str | UnsetType = UNSET
    customer_id: str | UnsetType = UNSET
    terminal_id: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    metadata: dict[str, str] | UnsetType = UNSET
    label: str | UnsetType = UNSET
    label_received: int | UnsetType = UNSET


_decode = msgspec.json.Decoder(_PlainLine).decode


def plain_payment(line: bytes) -> PastPayment | None:
    """Return the payment of a plain line; None if the line is not plain, right or wrong."""
    if b"\\" in line or len(line) > LARGEST_METADATA:
        return None
    try:
        said = _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if line.count(b'"') != _quotes(said) or not _is_plain(said):
        return None
    metadata = said.metadata
    return PastPayment(
        transaction=Transaction(
            transaction_id=said.transaction_id,
            timestamp=said.timestamp,
            amount=said.amount,
            merchant="unknown" if said.merchant is UNSET else said.merchant,
            customer_id=said.customer_id,
            terminal_id=said.terminal_id,
            currency=said.currency,
            metadata=UNSET if metadata is UNSET else {key: {"S": value} for key, value in metadata.items()},
        ),
        label="" if said.label is UNSET else label_of(said.label),
        label_received=None if said.label_received is UNSET else said.label_received,
    )


def _quotes(said: _PlainLine) -> int:
    """Return how many quotes a line has whose names are all different, and whose numbers are none that are quoted."""
    texts = (said.merchant, said.customer_id, said.terminal_id, said.currency, said.label)
    names = 3 + sum([text is not UNSET for text in texts])
    values = names - 2
    if said.metadata is not UNSET:
        names += 1 + len(said.metadata)
        values += len(said.metadata)
    names += said.label_received is not UNSET
    return 2 * (names + values)


def _is_plain(said: _PlainLine) -> bool:
    sign, digits, exponent = said.amount.as_tuple()
    return (
        not sign
        and len(digits) <= MOST_DIGITS
        and digits != (0,)
        and exponent in _PLAIN_EXPONENTS
        and EARLIEST_TIMESTAMP <= said.timestamp <= LATEST_TIMESTAMP
        and (said.label_received is UNSET or said.timestamp <= said.label_received <= LATEST_TIMESTAMP)
        and _PLAIN_ID.fullmatch(said.transaction_id) is not None
        and (said.customer_id is UNSET or _PLAIN_ID.fullmatch(said.customer_id) is not None)
        and (said.terminal_id is UNSET or _PLAIN_ID.fullmatch(said.terminal_id) is not None)
        and (said.currency is UNSET or _CURRENCY.fullmatch(said.currency) is not None)
        and (said.merchant is UNSET or 0 < len(said.merchant) <= _LONGEST_MERCHANT)
        and (said.metadata is UNSET or (len(said.metadata) > 0 and all(map(_is_plain_key, said.metadata))))
    )


@lru_cache(maxsize=1024)
def _is_plain_key(key: str) -> bool:
    return bool(key) and folded_key(key) not in CARD_NUMBER_KEYS | SENSITIVE_KEYS
