"""The result of an invocation, and how much of its batch it settles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emulator.streams.record import StreamRecord


@dataclass(frozen=True, kw_only=True)
class Response:
    """The answer of a function that ran, perhaps an error."""

    request_id: str
    payload: Any
    """The answer's JSON, parsed."""
    function_error: str | None = None
    status_code: int = 200
    executed_version: str = "$LATEST"


@dataclass(frozen=True, kw_only=True)
class NotInvoked:
    """The reason why the function did not run, or may not have: throttled, a service error, a lost connection."""

    reason: str


InvocationResult = Response | NotInvoked


class BatchFailed(Exception):
    """Raised where the function's answer settles no record of the batch."""


def count_settled(response: Response, records: Sequence[StreamRecord], *, reports_failures: bool) -> int:
    """Return how many records from the front are done: all of them, or those before the lowest reported one.

    Lambda's list of what counts as success and as failure:
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html

    Raises:
        BatchFailed: an error, or a report that names no record of this batch.
    """
    if response.function_error:
        raise BatchFailed(response.function_error)
    if not reports_failures or not response.payload:
        return len(records)
    if not isinstance(response.payload, Mapping):
        raise BatchFailed("the response is not an object")
    failures = response.payload.get("batchItemFailures")
    if not failures:
        return len(records)
    positions = {record.sequence_number: position for position, record in enumerate(records)}
    try:
        return min(positions[failure["itemIdentifier"]] for failure in failures)
    except (KeyError, TypeError) as error:
        raise BatchFailed(f"the response names no record of this batch: {error}") from error
