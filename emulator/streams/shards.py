"""A reader of a stream's shards: parents before their children, each from its last position."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from emulator.streams.errors import error_code
from emulator.streams.record import StreamRecord, stream_record

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_dynamodbstreams.literals import ShardIteratorTypeType
    from mypy_boto3_dynamodbstreams.type_defs import ShardTypeDef

MAX_RECORDS = 1000
"""The limit of one GetRecords."""


@dataclass(kw_only=True, eq=False)
class Shard:
    """The position in one shard, and the records that were read and are not delivered yet."""

    shard_id: str
    start: "ShardIteratorTypeType"
    iterator: str | None = None
    last_read: str | None = None
    """Sequence number of the last record read, behind which a lost iterator is made anew."""
    ended: bool = False
    waiting: list[StreamRecord] = field(default_factory=list)
    waiting_since: float = 0.0

    @property
    def done(self) -> bool:
        """Return whether all of it is delivered and no more can come."""
        return self.ended and not self.waiting

    @property
    def caught_up_if_empty(self) -> bool:
        """Return whether an empty read means that all is delivered; not after a lost iterator, nor at a shard's end."""
        return self.iterator is not None and not self.waiting


class ShardReader:
    """The shards of one stream, for one reader."""

    def __init__(self, client: "DynamoDBStreamsClient", stream_arn: str, starting_position: str) -> None:
        self._client = client
        self._stream_arn = stream_arn
        self._latest = starting_position == "LATEST"
        self._known: dict[str, Shard] = {}
        self._followed = 0
        """Count of the done shards whose children have been looked for."""

    def shards(self) -> list[Shard]:
        """Return the shards to work on now; look for more at first, and when one is done."""
        done = sum(shard.done for shard in self._known.values())
        if not self._known or done > self._followed:
            self._discover()
            self._followed = done
        return [shard for shard in self._known.values() if not shard.done]

    def read(self, shard: Shard, limit: int) -> list[StreamRecord]:
        """Return the next records: none for now or, where the shard is marked as ended, for ever."""
        try:
            shard.iterator = shard.iterator or self._iterator(shard)
            answer = self._client.get_records(ShardIterator=shard.iterator, Limit=min(limit, MAX_RECORDS))
        except ClientError as error:
            self._recover_position(shard, error)
            return []
        records = [stream_record(record, self._stream_arn) for record in answer["Records"]]
        shard.iterator = answer.get("NextShardIterator")
        shard.ended = shard.iterator is None
        if records:
            shard.last_read = records[-1].sequence_number
        return records

    def _discover(self) -> None:
        listed = list(self._described())
        names = {shard["ShardId"] for shard in listed}
        first_time = not self._known
        for shard in listed:
            name, parent = shard["ShardId"], shard.get("ParentShardId")
            if name in self._known:
                continue
            if first_time and self._latest:
                # Records from now on are in the open shards only.
                closed = "EndingSequenceNumber" in shard.get("SequenceNumberRange", {})
                self._known[name] = Shard(shard_id=name, start="LATEST", ended=closed)
            elif parent not in names or (parent in self._known and self._known[parent].done):
                self._known[name] = Shard(shard_id=name, start="TRIM_HORIZON")

    def _described(self) -> "Iterator[ShardTypeDef]":
        description = self._client.describe_stream(StreamArn=self._stream_arn)["StreamDescription"]
        yield from description["Shards"]
        while last := description.get("LastEvaluatedShardId"):
            description = self._client.describe_stream(StreamArn=self._stream_arn, ExclusiveStartShardId=last)[
                "StreamDescription"
            ]
            yield from description["Shards"]

    def _iterator(self, shard: Shard) -> str:
        if shard.last_read is None:
            answer = self._client.get_shard_iterator(
                StreamArn=self._stream_arn, ShardId=shard.shard_id, ShardIteratorType=shard.start
            )
        else:
            answer = self._client.get_shard_iterator(
                StreamArn=self._stream_arn,
                ShardId=shard.shard_id,
                ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                SequenceNumber=shard.last_read,
            )
        return answer["ShardIterator"]

    @staticmethod
    def _recover_position(shard: Shard, error: ClientError) -> None:
        """Go on behind the last read, or at the oldest record: iterators live for 15 minutes, records for 24 hours."""
        match error_code(error):
            case "ExpiredIteratorException" if shard.iterator:
                shard.iterator = None
            case "TrimmedDataAccessException" if shard.iterator or shard.last_read:
                shard.iterator, shard.last_read, shard.start = None, None, "TRIM_HORIZON"
            case _:
                raise error
