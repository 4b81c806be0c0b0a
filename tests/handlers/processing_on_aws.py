"""Processing on an AWS in memory: a client of Lambda that notes its calls, and records of a stream."""

import copy
import json
from typing import Any

from botocore.exceptions import ClientError

from handlers.aws.scoring_function import ScoringFunction
from tests.handlers.functions import FakeLambdaContext, captured_event

BATCH = captured_event("stream_batch")["Records"]
CLAIMED, FIRST, SECOND, REMOVED = BATCH
KEEP_FOREVER = "36500"
"""Days of retention for which no captured row is too old."""

SCORER = "fraud-scorer-test"
TOO_MANY = ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "k3epm3out"}}, "Invoke")


class FakeLambda:
    """A client that notes its invocations, and fails for payloads that contain one of `failing`."""

    def __init__(self, *failing: str, error: Exception = TOO_MANY) -> None:
        self.calls: list[dict[str, Any]] = []
        self._failing, self._error = failing, error

    def invoke(self, **arguments: Any) -> dict[str, Any]:
        self.calls.append(arguments)
        if any(name.encode() in arguments["Payload"] for name in self._failing):
            raise self._error
        return {"StatusCode": 202}

    @property
    def transactions(self) -> list[Any]:
        """Return the transactions of all payloads."""
        return [each for call in self.calls for each in json.loads(call["Payload"])["transactions"]]


def process_records(module: Any, client: Any, records: list[Any]) -> list[str]:
    """Invoke Processing with records; return the sequence numbers from which Lambda must retry."""
    module.scorer = ScoringFunction(client, SCORER)
    answer = module.handler({"Records": records}, FakeLambdaContext())
    assert set(answer) == {"batchItemFailures"}
    assert all(set(failure) == {"itemIdentifier"} for failure in answer["batchItemFailures"])
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def insert_record(number: int, **image: Any) -> dict[str, Any]:
    """Return a stream record of a valid transaction, with these attributes in its image."""
    record: dict[str, Any] = copy.deepcopy(SECOND)
    record["dynamodb"]["SequenceNumber"] = f"{number:021d}"
    record["dynamodb"]["NewImage"] |= {"transaction_id": {"S": f"tx-{number}"}, **image}
    return record
