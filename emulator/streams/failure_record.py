"""What the on-failure destination receives: where in the stream the discarded records lie, never the records.

The shape is AWS's own: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

import datetime as dt
import uuid
from typing import Any

from emulator.streams.delivery import Discard


def failure_record(
    discard: Discard, *, function_arn: str, shard_id: str, stream_arn: str, now: float
) -> dict[str, Any]:
    """The JSON document for one discarded run of records; `now` in epoch seconds."""
    first, last = discard.records[0], discard.records[-1]
    response = discard.response
    record: dict[str, Any] = {
        "requestContext": {
            "requestId": response.request_id if response else str(uuid.uuid4()),
            "functionArn": function_arn,
            "condition": discard.condition,
            "approximateInvokeCount": discard.invocations,
        },
    }
    if response:  # records that grew too old before any invocation have no response to tell of
        record["responseContext"] = {
            "statusCode": response.status_code,
            "executedVersion": response.executed_version,
            "functionError": response.function_error,
        }
    return record | {
        "version": "1.0",
        "timestamp": _timestamp(now, "milliseconds"),
        "DDBStreamBatchInfo": {
            "shardId": shard_id,
            "startSequenceNumber": first.sequence_number,
            "endSequenceNumber": last.sequence_number,
            "approximateArrivalOfFirstRecord": _timestamp(first.arrived, "seconds"),
            "approximateArrivalOfLastRecord": _timestamp(last.arrived, "seconds"),
            "batchSize": len(discard.records),
            "streamArn": stream_arn,
        },
    }


def _timestamp(moment: float, precision: str) -> str:
    iso = dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec=precision)
    return iso.replace("+00:00", "Z")
