"""Where in the stream the records lie that Lambda gave up on: its failure record, read."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

from fraudctl.recovery.errors import Unprocessable

SequenceNumber = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{21,40}$")]
"""Of the length that GetShardIterator takes, from its API reference."""


class FailedRange(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Lambda's `DDBStreamBatchInfo`; the ends are inclusive, the arrivals to the second.

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
        """The last sequence number, as it compares."""
        return int(self.end_sequence_number)


def failed_range(content: Any) -> FailedRange | None:
    """The range in a message of Processing's queue; None when the message is not of this kind.

    Raises:
        Unprocessable: it says that it is of this kind, and lacks what it should say.
    """
    if not isinstance(content, dict) or "DDBStreamBatchInfo" not in content:
        return None
    try:
        return msgspec.convert(content["DDBStreamBatchInfo"], FailedRange)
    except msgspec.ValidationError as error:
        raise Unprocessable(f"is no failure record of Lambda's: {error}") from None
