"""The two kinds of message in Processing's queue: a failed range of the stream, and a rejected record."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from fraudctl.recovery.errors import StreamPosition, Unprocessable

SequenceNumber = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{21,40}$")]
"""Of the length that GetShardIterator takes, from its API reference."""


class FailedRange(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The positions of records that Lambda gave up on: its `DDBStreamBatchInfo`.

    Both ends are inclusive, and times are rounded to seconds.

    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """

    stream_arn: str
    shard_id: str
    start_sequence_number: SequenceNumber
    end_sequence_number: SequenceNumber
    batch_size: int
    approximate_arrival_of_first_record: datetime
    approximate_arrival_of_last_record: datetime

    @property
    def last(self) -> int:
        """Return the last sequence number, as it compares."""
        return int(self.end_sequence_number)


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A stream record that Processing sent to its queue, since it is not a transaction."""

    record: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """Return the id of its transaction, or its sequence number where it has no id."""
        change = self.record.get("dynamodb", {})
        identity = change.get("Keys", {}).get("transaction_id", {})
        return str(identity.get("S") or change.get("SequenceNumber", ""))

    @property
    def position(self) -> StreamPosition | None:
        """Return where it stood in which stream; None where it does not say."""
        number = self.record["dynamodb"].get("SequenceNumber")
        return (str(self.record.get("eventSourceARN", "")), str(number)) if number else None


def parse_processing_message(body: str) -> FailedRange | RejectedRecord:
    """Return what a message of Processing's queue holds.

    Raises:
        Unprocessable: it is neither kind of message, or lacks what its kind has.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Unprocessable("is no JSON") from None
    match content:
        case {"DDBStreamBatchInfo": info}:
            try:
                return msgspec.convert(info, FailedRange)
            except msgspec.ValidationError as error:
                raise Unprocessable(f"is no failure record of Lambda's: {error}") from None
        case {"reason": str(), "record": {"dynamodb": dict()} as record}:
            return RejectedRecord(record)
        case _:
            raise Unprocessable("is neither a failure record of Lambda's nor a record that Processing rejected")
