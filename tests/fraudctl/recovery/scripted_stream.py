"""A shard in memory, read as boto3 reads one, and the handler of Processing's queue over it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from fraudctl.recovery.stream_failures import StreamFailureHandler
from fraudctl.recovery.stream_reader import StreamReader
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, change_record

BASE = 10**32
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/transactions-dev/stream/2026-11-22T00:00:00.000"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FAILURE = {
    "requestContext": {"requestId": "r", "condition": "RetryAttemptsExhausted", "approximateInvokeCount": 6},
    "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
    "version": "1.0",
    "timestamp": "2026-11-22T10:00:05.000Z",
    "DDBStreamBatchInfo": {
        "shardId": "shardId-1",
        "startSequenceNumber": "100000000000000000000000000000102",
        "endSequenceNumber": "100000000000000000000000000000104",
        "approximateArrivalOfFirstRecord": "2026-11-22T10:00:00Z",
        "approximateArrivalOfLastRecord": "2026-11-22T10:00:01Z",
        "batchSize": 3,
        "streamArn": ARN,
    },
}


class ScriptedStream:
    """One shard; pages of two records with an empty one before each."""

    def __init__(self, *records: Any, closed: bool = False, error: Exception | None = None) -> None:
        self.records, self.closed, self.error = list(records), closed, error
        self.asked: dict[str, Any] = {}

    def get_shard_iterator(self, **asked: Any) -> dict[str, str]:
        if self.error:
            raise self.error
        self.asked = asked
        numbers = [each["dynamodb"]["SequenceNumber"] for each in self.records]
        return {"ShardIterator": f"{numbers.index(asked['SequenceNumber'])}:empty"}

    def get_records(self, *, ShardIterator: str) -> dict[str, Any]:  # noqa: N803 -- boto3's name
        at, _, kind = ShardIterator.partition(":")
        first = int(at)
        if kind == "empty":
            return {"Records": [], "NextShardIterator": f"{first}:full"}
        following = None if self.closed and first + 2 >= len(self.records) else f"{first + 2}:empty"
        page: dict[str, Any] = {"Records": self.records[first : first + 2]}
        return page | ({"NextShardIterator": following} if following else {})


def scripted_stream(*identities: str, **options: Any) -> ScriptedStream:
    return ScriptedStream(
        *(change_record(each, BASE + 100 + number) for number, each in enumerate(identities)), **options
    )


def unexpected_fallback(_: datetime) -> int:
    raise AssertionError("the stream still has it")


def stream_failure_handler(
    stream: Any, scoring: ScriptedFunction, fallback: Callable[[datetime], int] = unexpected_fallback
) -> StreamFailureHandler:
    """Return the handler of Processing's queue over scripted AWS."""
    reader = StreamReader(cast("Any", stream), pause=0)
    retention = timedelta(days=30)
    return StreamFailureHandler(reader, scoring.scoring_client, fallback, retention=retention, clock=lambda: NOW)
