"""What came of an invocation, and how much of its batch it settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emulator.streams.record import StreamRecord


@dataclass(frozen=True, kw_only=True)
class Response:
    """The function ran and answered, perhaps with an error."""

    request_id: str
    payload: Any
    """The answer's JSON, parsed."""
    function_error: str | None = None
    status_code: int = 200
    executed_version: str = "$LATEST"


@dataclass(frozen=True, kw_only=True)
class NotInvoked:
    """The function did not run, or nobody knows: throttled, an error of the service, a connection cut."""

    reason: str


InvocationResult = Response | NotInvoked


class BatchFailed(Exception):
    """The function answered that nothing in the batch counts as done."""


def count_settled(response: Response, records: Sequence[StreamRecord], *, reports_failures: bool) -> int:
    """How many records from the front are done: all of them, or those before the lowest that was reported.

    What counts as success and as failure is Lambda's list:
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

    Raises:
        BatchFailed: an error, or a report that names no record of this batch.
    """
    if response.function_error:
        raise BatchFailed(response.function_error)
    if not reports_failures or not response.payload:
        return len(records)
    if not isinstance(response.payload, Mapping):
        raise BatchFailed("the response is no object")
    failures = response.payload.get("batchItemFailures")
    if not failures:
        return len(records)
    positions = {record.sequence_number: position for position, record in enumerate(records)}
    try:
        return min(positions[failure["itemIdentifier"]] for failure in failures)
    except (KeyError, TypeError) as error:
        raise BatchFailed(f"the response names no record of this batch: {error}") from error
