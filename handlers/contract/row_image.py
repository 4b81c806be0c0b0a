"""A transaction's row as the table's stream shows it: its image, attribute by attribute in DynamoDB's typed form."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from handlers.contract.errors import Malformed
from handlers.contract.metadata import flat_metadata
from handlers.contract.money import is_storable
from handlers.contract.transaction import LARGEST_DECISION, Transaction, milliseconds

CLAIM = "claimed_timestamp"
"""The attribute that marks a claim: the row by which repeats without a timestamp agree on one."""

CLAIM_TIMESTAMP = -1
"""The range key of claims: no transaction has it, for a request's timestamp is at least 0."""

ROW_FIELDS = tuple(name for name in Transaction.__struct_fields__ if name not in ("received", "row_received"))
"""Fields that are attributes of a row in the transactions table."""

LONGEST_TEXT = 4096
"""Characters, far more than a request may have; all texts of a row, escaped, still fit a payload and an alert."""

LONGEST_REQUESTED = 256
"""Characters of a text in a row that a request made; one of another writer has no decision."""

_KINDS = {"timestamp": "N", "amount": "N"}
_CHECKED = tuple(name for name in ROW_FIELDS if name not in ("metadata", "decision"))
"""The fields that may not have another type; metadata that is no map, though, is none."""

_REQUIRED = ("transaction_id", "timestamp", "amount", "merchant")


def from_image(image: Mapping[str, Mapping[str, Any]]) -> Transaction:
    """Return the transaction in a stream record's new image.

    Raises:
        Malformed: an attribute is missing, not of its type or too long; names it.
    """
    fields: dict[str, Any] = {}
    for name in _CHECKED:
        attribute, kind = image.get(name), _KINDS.get(name, "S")
        if attribute is None or "NULL" in attribute:  # which other writers use for "none"
            if name in _REQUIRED:
                raise Malformed(f"{name}: is missing")
        elif kind not in attribute:
            raise Malformed(f"{name}: is not of type {kind}")
        elif len(attribute[kind]) > LONGEST_TEXT:
            raise Malformed(f"{name}: is longer than {LONGEST_TEXT} characters")
        else:
            fields[name] = attribute[kind]
    if metadata := flat_metadata(image.get("metadata")):
        fields["metadata"] = metadata
    if decision := _decision(image, fields):
        fields["decision"] = decision
    try:
        transaction = msgspec.convert(fields, Transaction, strict=False)
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from None
    if not is_storable(transaction.amount):
        raise Malformed("amount: is no number that can be stored")
    return transaction


def _decision(image: Mapping[str, Mapping[str, Any]], fields: Mapping[str, Any]) -> bytes | None:
    """Return the decision in a row; none where another writer put something else there, or longer than any of ours."""
    written = image["decision"].get("B") if "decision" in image else None
    if written is None or any(len(fields[name]) > LONGEST_REQUESTED for name in _CHECKED if name in fields):
        return None
    try:
        decision = written if isinstance(written, bytes) else b64decode(written, validate=True)
    except (TypeError, ValueError):
        return None
    return decision if len(decision) <= LARGEST_DECISION else None


def received_transaction(row: Mapping[str, Mapping[str, Any]]) -> Transaction:
    """Return the transaction of a row with the time of its receipt, where that says more than its timestamp.

    Raises:
        Malformed: as `from_image` does.
    """
    transaction, received = from_image(row), received_at(row)
    if received is None or (at := milliseconds(received)) == transaction.timestamp:
        return transaction
    return msgspec.structs.replace(transaction, received=at)


def received_at(row: Mapping[str, Mapping[str, Any]]) -> datetime | None:
    """Return when a row's transaction was received, by its `created_at`; None if that is not an ISO 8601 time.

    Ingestion writes it with its offset; a time without one is UTC.
    """
    text = (row.get("created_at") or {}).get("S")
    try:
        received = datetime.fromisoformat(text)  # type: ignore[arg-type]  # fails below if it is not text
    except (TypeError, ValueError):
        return None
    return received if received.tzinfo else received.replace(tzinfo=UTC)
