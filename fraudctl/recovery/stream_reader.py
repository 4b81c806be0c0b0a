"""The table's stream, which keeps records for 24 hours; a failed range is read again by its position."""

import threading
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from fraudctl.recovery.errors import Retryable
from fraudctl.recovery.processing_messages import FailedRange

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

EXPIRED_ERRORS = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException"})
MOST_EMPTY_READS = 50
PAUSE = 0.2
"""Seconds after a read that returned nothing: a shard takes five reads a second."""


class RangeExpired(Exception):
    """Raised when the stream, the shard, or a record of the range is gone."""


class StreamReader:
    """A reader of ranges of the table's stream, with the user's own rights."""

    def __init__(self, client: "DynamoDBStreamsClient", *, pause: float = PAUSE) -> None:
        self._client = client
        self._pause = pause
        self._never = threading.Event()

    def read(self, wanted: FailedRange) -> list[Any]:
        """Return every record of the range, in order.

        Raises:
            RangeExpired: not all of them are there any more.
            Retryable: the stream could not be read now.
        """
        try:
            records = self._read(wanted)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in EXPIRED_ERRORS:
                raise RangeExpired from error
            raise Retryable(f"the stream could not be read: {code}", subject=wanted.shard_id) from error
        except BotoCoreError as error:
            raise Retryable(f"the stream could not be read: {type(error).__name__}", subject=wanted.shard_id) from error
        if len(records) < wanted.batch_size:
            raise RangeExpired
        return records

    def _read(self, wanted: FailedRange) -> list[Any]:
        iterator: str | None = self._client.get_shard_iterator(
            StreamArn=wanted.stream_arn,
            ShardId=wanted.shard_id,
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=wanted.start_sequence_number,
        )["ShardIterator"]
        records: list[Any] = []
        empty_reads = 0
        while iterator and empty_reads < MOST_EMPTY_READS:
            answer = self._client.get_records(ShardIterator=iterator)
            for record in answer["Records"]:
                number = int(record["dynamodb"]["SequenceNumber"])
                if number <= wanted.last:
                    records.append(record)
                if number >= wanted.last:
                    return records
            iterator = answer.get("NextShardIterator")
            if not answer["Records"]:
                empty_reads += 1
                self._never.wait(self._pause)
        return records
