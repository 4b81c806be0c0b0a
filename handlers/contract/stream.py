"""What a batch of stream records holds: transactions, records that are none, and updates that come too late."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from handlers.contract.errors import Malformed
from handlers.contract.transaction import ROW_FIELDS, Transaction, from_image, received_at

CLAIM = "claimed_timestamp"
"""The attribute that marks a claim: the row by which Ingestion lets repeats without a timestamp agree on one."""

LARGEST_MESSAGE = 250 * 1024
"""Bytes; SQS takes 256 KiB with the attributes, an item of DynamoDB has up to 400 and is larger as JSON."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A transaction, and where in the stream it stood."""

    sequence_number: str
    transaction: Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class InvalidRecord:
    """A record that no retry will ever make a transaction, and why."""

    sequence_number: str
    record: Mapping[str, Any]
    reason: str

    @property
    def message(self) -> str:
        """The record and the reason as JSON, without what its row still holds where that is too large for the queue."""
        change = self.record.get("dynamodb", {})
        bare = {name: value for name, value in change.items() if name not in ("NewImage", "OldImage")}
        image = change.get("NewImage") or {}
        own = {name: image[name] for name in (*ROW_FIELDS, "created_at") if name in image}
        for kept in (change, {**bare, "NewImage": own}, bare):
            text = json.dumps({"reason": self.reason, "record": {**self.record, "dynamodb": kept}})
            if len(text) <= LARGEST_MESSAGE:
                break
        return text


@dataclass(frozen=True, kw_only=True, slots=True)
class StaleUpdate:
    """An update of a row so old that its score may have expired: nobody could tell any more that it was alerted."""

    sequence_number: str


def decode_records(
    records: Sequence[Mapping[str, Any]], *, now: datetime, retention: timedelta
) -> Iterator[Arrival | InvalidRecord | StaleUpdate]:
    """Yield what each INSERT or MODIFY brings, in the order of the stream; a REMOVE and a claim bring nothing.

    Args:
        records: As Lambda or GetRecords gives them.
        now: By which the age of an updated row is reckoned. An INSERT is an arrival however old its row says it is,
            and so is the update of a row that does not say.
        retention: For how long scores are kept.
    """
    for record in records:
        change = record.get("dynamodb", {})
        image = change.get("NewImage") or {}
        if record.get("eventName") == "REMOVE" or CLAIM in image:
            continue
        sequence_number = change.get("SequenceNumber", "")
        received = received_at(image) if record.get("eventName") == "MODIFY" else None
        if received and now - received > retention:
            yield StaleUpdate(sequence_number=sequence_number)
            continue
        try:
            transaction = from_image(image)
            if received:  # Scoring may come to it much later, from its queue
                transaction = structs.replace(transaction, row_received=int(received.timestamp() * 1000))
            yield Arrival(sequence_number=sequence_number, transaction=transaction)
        except Malformed as error:
            yield InvalidRecord(sequence_number=sequence_number, record=record, reason=str(error))
