"""The calls to AWS around a delivery: the function on the one side, its on-failure queue on the other."""

import json
from collections.abc import Sequence

from emulator.streams.connections import StreamClients
from emulator.streams.delivery import Discard
from emulator.streams.errors import AWS_ERRORS, is_transient
from emulator.streams.failure_record import failure_record
from emulator.streams.mapping import StreamMapping
from emulator.streams.record import StreamRecord
from emulator.streams.response import InvocationResult, NotInvoked, Response


def invoke_function(
    clients: StreamClients, mapping: StreamMapping, records: Sequence[StreamRecord]
) -> InvocationResult:
    """Call the function with these records and wait for its answer."""
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
    """Tell the on-failure queue, where there is one, which records were given up."""
    if mapping.on_failure_queue_arn is None:
        return
    record = failure_record(
        discard, function_arn=clients.function_arn, shard_id=shard_id, stream_arn=mapping.stream_arn, now=now
    )
    # The address is put together, not asked for: the role may send, and nothing else.
    account, name = mapping.on_failure_queue_arn.split(":")[4:6]
    address = f"{clients.queues.meta.endpoint_url}/{account}/{name}"
    clients.queues.send_message(QueueUrl=address, MessageBody=json.dumps(record))


def _parsed(body: bytes) -> object:
    """The answer's JSON; what is none is kept as text, which no report of failures is."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode(errors="replace")
