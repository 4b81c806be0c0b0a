"""The message that AWS sends to an on-failure destination, field by field."""

import dataclasses
import uuid

from emulator.streams.aws_calls import failure_record
from emulator.streams.delivery import Discard
from tests.emulator.streams.scripted import ARRIVED, ERROR, MAPPING, records, reported

DISCARD = Discard(
    records=tuple(records(3)),
    condition="RetryAttemptsExhausted",
    invocations=6,
    response=dataclasses.replace(ERROR, request_id="c9b8fa9f-5a7f-xmpl-af9c-0c604cde93a5"),
)
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:processor"


def record_of(discard: Discard) -> dict[str, object]:
    return failure_record(
        discard, function_arn=FUNCTION, shard_id="shardId-0", stream_arn=MAPPING.stream_arn, now=ARRIVED + 60.25
    )


def test_it_says_what_happened_and_where_in_the_stream() -> None:
    assert record_of(DISCARD) == {
        "requestContext": {
            "requestId": "c9b8fa9f-5a7f-xmpl-af9c-0c604cde93a5",
            "functionArn": FUNCTION,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 6,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": "2023-11-14T22:14:20.250Z",
        "DDBStreamBatchInfo": {
            "shardId": "shardId-0",
            "startSequenceNumber": "00001",
            "endSequenceNumber": "00003",
            "approximateArrivalOfFirstRecord": "2023-11-14T22:13:21Z",
            "approximateArrivalOfLastRecord": "2023-11-14T22:13:23Z",
            "batchSize": 3,
            "streamArn": MAPPING.stream_arn,
        },
    }


def test_reported_failures_are_no_function_error() -> None:
    record = record_of(dataclasses.replace(DISCARD, response=reported(1)))
    assert record["responseContext"] == {"statusCode": 200, "executedVersion": "$LATEST", "functionError": None}


def test_records_that_were_never_tried_have_no_response() -> None:
    record = record_of(dataclasses.replace(DISCARD, condition="RecordAgeExceeded", invocations=0, response=None))
    assert "responseContext" not in record
    context = record["requestContext"]
    assert isinstance(context, dict)
    assert context["condition"] == "RecordAgeExceeded"
    assert uuid.UUID(context["requestId"])
