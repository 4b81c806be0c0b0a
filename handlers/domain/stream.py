"""What a batch of stream records holds: transactions, and records that are none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.domain.errors import Malformed
from handlers.domain.transaction import Transaction, from_image

CLAIM = "claimed_timestamp"
"""The attribute that marks a claim: the row by which Ingestion lets repeats without a timestamp agree on one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A transaction, and where in the stream it stood."""

    sequence_number: str
    transaction: Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class Poison:
    """A record that no retry will ever make a transaction, and why."""

    sequence_number: str
    record: Mapping[str, Any]
    reason: str


def read(records: Sequence[Mapping[str, Any]]) -> Iterator[Arrival | Poison]:
    """What each INSERT or MODIFY brings, in the order of the stream; a REMOVE and a claim bring nothing."""
    for record in records:
        change = record.get("dynamodb", {})
        image = change.get("NewImage", {})
        if record.get("eventName") == "REMOVE" or CLAIM in image:
            continue
        sequence_number = change.get("SequenceNumber", "")
        try:
            yield Arrival(sequence_number=sequence_number, transaction=from_image(image))
        except Malformed as error:
            yield Poison(sequence_number=sequence_number, record=record, reason=str(error))
