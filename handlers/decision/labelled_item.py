"""The item of the labels table that holds a row of labels. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.shard import shard_of
from handlers.decision.labelled_row import LabelledRow, StatedLabel

OWED_SHARD, OWED_AT = "owed_shard", "owed_at"
"""The keys of the index of what is owed."""

ATTRIBUTES = frozenset({*LabelledRow.__struct_fields__, *StatedLabel.__struct_fields__, OWED_SHARD, OWED_AT})
"""All that an item may have, as far as this version knows."""


class UnreadableLabels(Exception):
    """Raised for a row that holds no labels, or in another form; nobody writes over it."""


def to_item(row: LabelledRow) -> dict[str, Any]:
    """Return the attributes of a row's item: those of the label that counts, and the history of all.

    Those of the index of what is owed are there only while something is.
    """
    item = {
        "transaction_id": row.transaction_id,
        "version": row.version,
        **(msgspec.to_builtins(row.counts) if row.history else {}),
        "history": [msgspec.to_builtins(each) for each in row.history],
    }
    if row.holders:
        item["holders"] = row.holders
    if row.declined is not None:
        item["declined"] = row.declined
    if row.owed_labels:
        item["owed_labels"] = [msgspec.to_builtins(each) for each in row.owed_labels]
        item[OWED_SHARD] = shard_of(row.transaction_id)
        item[OWED_AT] = min(each.received for each in row.owed_labels)
    return item


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
    if not row.history and row.declined is None:
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
