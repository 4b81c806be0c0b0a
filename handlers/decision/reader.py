"""The values that a strategy's conditions read of a transaction, in the form that they take them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from msgspec import UNSET

from handlers.contract.absent_fields import ABSENT, absent_fields
from handlers.contract.transaction import Transaction
from handlers.decision.condition.texts import comparable, mixes_scripts
from handlers.decision.condition.tree import Read
from handlers.decision.condition.vocabulary import METADATA, Kind
from handlers.decision.strategy.zones import time_zone

Source = Callable[[Transaction], Any]
"""Returns a value, or None where the transaction has none."""


Known = dict[str, Any]
"""The features that are known of a transaction's entities, each under its name, as in `customer.count_30d`: numbers as
Decimal, true or false, lists of texts as frozensets. What is not known is not there; what is may be made once it is
read."""

NOTHING: Known = {}

TYPES = {Kind.NUMBER: "N", Kind.TEXT: "S", Kind.BOOLEAN: "BOOL"}
"""DynamoDB's type of what a condition takes of the metadata, which comes as its row has it."""


class Reader:
    """Reads of any transaction what a strategy's conditions may ask for; made once for a strategy."""

    def __init__(
        self, reads: Iterable[Read], asked: Iterable[str], *, timezone: str, seed_currencies: frozenset[str]
    ) -> None:
        """Prepare for these reads, and for the keys of the metadata that `missing` asks about."""
        sources = _sources(time_zone(timezone), seed_currencies)
        ordered = sorted(reads, key=lambda read: read.slot)
        names = sorted({read.name for read in ordered} | set(asked))
        self._fields = [(name, sources[name]) for name in names if name in sources]
        self._keys = [_key(name) for name in names if _is_key(name)]
        self._typed = [(_key(read.name), TYPES[read.kind], read.slot) for read in ordered if _is_key(read.name)]

    def values(self, transaction: Transaction, known: Known = NOTHING) -> tuple[Known, list[str]]:
        """Return what is there of it, and the keys of the metadata that came in another kind than a condition takes."""
        values = known | {name: value for name, source in self._fields if (value := source(transaction)) is not None}
        metadata = transaction.metadata
        if metadata is UNSET:
            return values, []
        if ABSENT in metadata:
            _take_away(absent_fields(transaction), values)
        return values, self._read_metadata(metadata, values) if self._keys else []

    def _read_metadata(self, metadata: Mapping[str, Any], values: dict[str, Any]) -> list[str]:
        """Add what is there, in the kinds that conditions take; return the keys that came in another."""
        for key in self._keys:
            if key in metadata and "NULL" not in metadata[key]:
                values[f"{METADATA}.{key}"] = metadata[key]
        mistyped: set[str] = set()
        for key, kind, slot in self._typed:
            attribute = values.get(f"{METADATA}.{key}")
            if attribute is None:
                continue
            value = _FORMS[kind](attribute[kind]) if kind in attribute else None
            if value is None:
                mistyped.add(key)
            else:
                values[slot] = value
        return sorted(mistyped)


def _take_away(absent: Iterable[str], values: Known) -> None:
    """Take the defaults of fields away that an event lacks, and what is known by them."""
    for name in absent:
        values.pop(name, None)
    if "merchant" in absent:
        values.pop("merchant_mixed_scripts", None)


def _is_key(name: str) -> bool:
    return name.startswith(f"{METADATA}.")


def _key(name: str) -> str:
    return name.removeprefix(f"{METADATA}.")


def _number(text: str) -> Decimal | None:
    """Return a number of DynamoDB's; None for what only a payload that did not come from a table can hold."""
    try:
        number = Decimal(text)
    except (InvalidOperation, TypeError, ValueError):
        return None
    return number if number.is_finite() else None


_FORMS: Mapping[str, Callable[[Any], Any]] = {"N": _number, "S": comparable, "BOOL": bool}


def _sources(zone: tzinfo, seed_currencies: frozenset[str]) -> Mapping[str, Source]:
    """Return where each name of the vocabulary comes from."""

    @lru_cache(maxsize=1)  # hour and weekday of one transaction
    def local(timestamp: int) -> datetime | None:
        try:
            return datetime.fromtimestamp(timestamp / 1000, UTC).astimezone(zone)
        except (OverflowError, ValueError):  # a row may hold any number; calendars end
            return None

    return {
        "transaction_id": lambda transaction: comparable(transaction.transaction_id),
        "timestamp": lambda transaction: Decimal(transaction.timestamp),
        "amount": lambda transaction: transaction.amount,
        "merchant": lambda transaction: comparable(transaction.merchant),
        "currency": _optional("currency"),
        "customer_id": _optional("customer_id"),
        "terminal_id": _optional("terminal_id"),
        "hour": lambda transaction: Decimal(at.hour) if (at := local(transaction.timestamp)) else None,
        "weekday": lambda transaction: Decimal(at.weekday()) if (at := local(transaction.timestamp)) else None,
        "merchant_mixed_scripts": lambda transaction: mixes_scripts(transaction.merchant),
        "seed_currencies": lambda _: seed_currencies,
    }


def _optional(name: str) -> Source:
    def source(transaction: Transaction) -> str | None:
        value = getattr(transaction, name)
        return None if value is UNSET else comparable(value)

    return source
