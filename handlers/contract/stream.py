"""The content of a batch of stream records: transactions, invalid records, and stale updates."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from handlers.contract.errors import Malformed
from handlers.contract.row_image import CLAIM, ROW_FIELDS, from_image, received_at, received_transaction
from handlers.contract.transaction import Transaction, milliseconds

LARGEST_MESSAGE = 250 * 1024
"""Bytes; SQS takes 256 KiB with the attributes, and an item of DynamoDB has up to 400, more as JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A transaction, and its position in the stream."""

    sequence_number: str
    transaction: Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class InvalidRecord:
    """A record that no retry will turn into a transaction, and the reason."""

    sequence_number: str
    record: Mapping[str, Any]
    reason: str

    @property
    def message(self) -> str:
        """Return the record and the reason as JSON, without attributes of the row that are too large for the queue."""
        change = self.record.get("dynamodb", {})
        bare = {name: value for name, value in change.items() if name not in ("NewImage", "OldImage")}
        image = change.get("NewImage") or {}
        own = {name: image[name] for name in (*ROW_FIELDS, "created_at") if name in image}
        small = {name: value for name, value in own.items() if name not in ("metadata", "decision")}
        for smaller in (change, {**bare, "NewImage": own}, {**bare, "NewImage": small}, bare):
            text = json.dumps({"reason": self.reason, "record": {**self.record, "dynamodb": smaller}})
            if len(text) <= LARGEST_MESSAGE:
                break
        return text


@dataclass(frozen=True, kw_only=True, slots=True)
class StaleUpdate:
    """An update of a row so old that its score may have expired, and with it the note that it was alerted."""

    sequence_number: str


def decode_records(
    records: Sequence[Mapping[str, Any]], *, now: datetime, retention: timedelta
) -> Iterator[Arrival | InvalidRecord | StaleUpdate]:
    """Yield the content of each INSERT or MODIFY, in the order of the stream; skip REMOVE records and claims.

    Args:
        records: As Lambda or GetRecords gives them.
        now: The time from which the age of an updated row is calculated. An INSERT is an arrival whatever age its row
            states, and so is the update of a row that states none.
        retention: How long scores are kept.
    """
    for record in records:
        change = record.get("dynamodb", {})
        image = change.get("NewImage") or {}
        if record.get("eventName") == "REMOVE" or CLAIM in image:
            continue
        sequence_number = change.get("SequenceNumber", "")
        received, is_update = received_at(image), record.get("eventName") == "MODIFY"
        if is_update and received and now - received > retention:
            yield StaleUpdate(sequence_number=sequence_number)
            continue
        try:  # Scoring may come to it much later, from its queue
            transaction = _updated(image, received) if is_update and received else received_transaction(image)
            yield Arrival(sequence_number=sequence_number, transaction=transaction)
        except Malformed as error:
            yield InvalidRecord(sequence_number=sequence_number, record=record, reason=str(error))


def _updated(image: Mapping[str, Any], received: datetime) -> Transaction:
    return structs.replace(from_image(image), row_received=milliseconds(received))
