"""The row of a transaction's labels: what was said of it by whom, and which of it counts. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate, islice, takewhile
from typing import Any

import msgspec
from msgspec import UNSET

from handlers.contract.label import LabelName, LabelRequest, LabelSource

MOST_STATED = 100
"""Labels of a transaction that its row holds, the last ones."""

MOST_BYTES, BYTES_BESIDE_NOTE = 200 * 1024, 128
"""Of all of them, so that they are half of what an item may have; and of each, the names and other fields."""

FRAUD = "fraud"


class UnreadableLabels(Exception):
    """Raised for a row that holds no labels, or in another form; nobody writes over it."""


class StatedLabel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A label as it was said and received; times are in epoch milliseconds."""

    label: LabelName
    source: LabelSource
    at: int
    received: int
    note: str | None = None

    def says_the_same(self, other: "StatedLabel") -> bool:
        """Return whether two labels differ in nothing but when they were received."""
        return msgspec.structs.replace(self, received=other.received) == other


class LabelledRow(msgspec.Struct, frozen=True, kw_only=True):
    """All that was said of a transaction; the last label of the history counts."""

    transaction_id: str
    version: int = 0
    """0 until it is written."""
    history: tuple[StatedLabel, ...] = ()
    """By the time since when each is known; of the same time, in the order of receipt."""
    holders: frozenset[str] = frozenset()
    """Keys of the facts that were told that it is fraud: they hold it, one by one or in a day's sum."""

    @property
    def counts(self) -> StatedLabel:
        """Return the label that counts, the latest."""
        return self.history[-1]

    @property
    def fraud_since(self) -> int | None:
        """Return when it was first received that the transaction is fraud, as the latest labels agree; else None."""
        run = takewhile(lambda each: each.label == FRAUD, reversed(self.history))
        return min((each.received for each in run), default=None)

    def said(self, stated: StatedLabel) -> StatedLabel | None:
        """Return the label that says the same, if there is one."""
        return next((each for each in self.history if each.says_the_same(stated)), None)

    def with_label(self, stated: StatedLabel) -> "LabelledRow":
        """Return the row with one more label."""
        history = sorted([*self.history, stated], key=lambda each: (each.at, each.received))
        sizes = accumulate(BYTES_BESIDE_NOTE + len((each.note or "").encode()) for each in reversed(history))
        kept = sum(size <= MOST_BYTES for size in islice(sizes, MOST_STATED))
        return msgspec.structs.replace(self, history=tuple(history[-kept:]))


def stated_label(request: LabelRequest, received: int) -> StatedLabel:
    """Return the label of a request that was received at a time, in epoch milliseconds."""
    note = None if request.note is UNSET else request.note
    return StatedLabel(label=request.label, source=request.source, at=request.at, received=received, note=note)


def to_item(row: LabelledRow) -> dict[str, Any]:
    """Return the attributes of a row's item: those of the label that counts, and the history of all."""
    return {
        "transaction_id": row.transaction_id,
        "version": row.version,
        **msgspec.to_builtins(row.counts),
        "history": [msgspec.to_builtins(each) for each in row.history],
        **({"holders": row.holders} if row.holders else {}),
    }


def from_item(transaction_id: str, item: Mapping[str, Any] | None) -> LabelledRow:
    """Return the row that an item's attributes hold; an empty one where there is no item.

    Raises:
        UnreadableLabels: they hold something else.
    """
    if item is None:
        return LabelledRow(transaction_id=transaction_id)
    try:
        row = msgspec.convert({**_whole(item), "transaction_id": transaction_id}, LabelledRow)
    except (msgspec.ValidationError, ArithmeticError, ValueError):
        raise UnreadableLabels("the row of labels is damaged, or of a newer version") from None
    if not row.history:
        raise UnreadableLabels("the row of labels holds none")
    return row


def _whole(value: Any) -> Any:
    """Return a value with its numbers as integers, which all of them are."""
    match value:
        case Decimal():
            return int(value)
        case Mapping():
            return {name: _whole(each) for name, each in value.items()}
        case list():
            return [_whole(each) for each in value]
    return value
