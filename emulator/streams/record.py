"""One record of a DynamoDB stream, as the function will see it."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class StreamRecord:
    """A record's position and arrival, and the Lambda event entry that carries it."""

    sequence_number: str
    arrived: float
    """Epoch seconds; DynamoDB gives whole ones."""
    event: Mapping[str, Any]


def stream_record(record: Mapping[str, Any], stream_arn: str) -> StreamRecord:
    """Return the entry that Lambda puts into an event, made of a record as boto3's GetRecords returns it."""
    change = record["dynamodb"]
    event = {key: _wire(value) for key, value in record.items()}
    if identity := record.get("userIdentity"):  # only on deletions by time-to-live; events spell the keys differently
        event["userIdentity"] = {"type": identity["Type"], "principalId": identity["PrincipalId"]}
    event["eventSourceARN"] = stream_arn
    return StreamRecord(
        sequence_number=change["SequenceNumber"],
        arrived=change["ApproximateCreationDateTime"].timestamp(),
        event=event,
    )


def _wire(value: Any) -> Any:
    """Return the JSON that went over the wire before boto3 parsed its times and binaries."""
    match value:
        case dict():
            return {key: _wire(item) for key, item in value.items()}
        case list():
            return [_wire(item) for item in value]
        case bytes():
            return base64.b64encode(value).decode()
        case dt.datetime():
            seconds = value.timestamp()
            return int(seconds) if seconds.is_integer() else seconds
        case _:
            return value
