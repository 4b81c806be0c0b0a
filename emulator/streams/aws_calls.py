"""The two calls that a delivery makes: Invoke the function, and send a failure record to its on-failure queue.

The form of the record is AWS's own: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from emulator.streams.connections import StreamClients
from emulator.streams.delivery import Discard
from emulator.streams.errors import AWS_ERRORS, is_transient
from emulator.streams.mapping import StreamMapping
from emulator.streams.record import StreamRecord
from emulator.streams.response import InvocationResult, NotInvoked, Response


def invoke_function(
    clients: StreamClients, mapping: StreamMapping, records: Sequence[StreamRecord]
) -> InvocationResult:
    """Call the function with these records and return its answer."""
    event = json.dumps({"Records": [record.event for record in records]}, separators=(",", ":"))
    try:
        answer = clients.functions.invoke(FunctionName=mapping.function_name, Payload=event.encode())
        body = answer["Payload"].read()
    except AWS_ERRORS as error:
        if is_transient(error):
            return NotInvoked(reason=str(error))
        raise
    return Response(
        request_id=answer["ResponseMetadata"]["RequestId"],
        payload=_parsed(body),
        function_error=answer.get("FunctionError"),
        status_code=answer["StatusCode"],
        executed_version=answer.get("ExecutedVersion", "$LATEST"),
    )


def send_failure_record(
    clients: StreamClients, mapping: StreamMapping, discard: Discard, *, shard_id: str, now: float
) -> None:
    """Send the on-failure queue, if the mapping has one, the positions of the discarded records."""
    if mapping.on_failure_queue_arn is None:
        return
    record = failure_record(
        discard, function_arn=clients.function_arn, shard_id=shard_id, stream_arn=mapping.stream_arn, now=now
    )
    # The URL is built here, as the role may send and do nothing else: GetQueueUrl would be denied.
    account, name = mapping.on_failure_queue_arn.split(":")[4:6]
    url = f"{clients.queues.meta.endpoint_url}/{account}/{name}"
    clients.queues.send_message(QueueUrl=url, MessageBody=json.dumps(record))


def _parsed(body: bytes) -> object:
    """Return the answer's JSON; other text as it is, which reports no failures."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode(errors="replace")


def failure_record(
    discard: Discard, *, function_arn: str, shard_id: str, stream_arn: str, now: float
) -> dict[str, Any]:
    """Return the record for discarded records: their positions, never their data; `now` in epoch seconds."""
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


def _timestamp(epoch_seconds: float, precision: str) -> str:
    iso = dt.datetime.fromtimestamp(epoch_seconds, dt.UTC).isoformat(timespec=precision)
    return iso.replace("+00:00", "Z")
