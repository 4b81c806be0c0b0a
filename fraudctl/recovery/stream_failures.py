"""Processing's queue: stream ranges that Lambda gave up on, and single records that Processing set aside."""

import functools
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fraudctl.recovery.errors import RedriveError, StreamPosition, Unprocessable
from fraudctl.recovery.function_client import ScoringClient
from fraudctl.recovery.processing_messages import FailedRange, failed_range
from fraudctl.recovery.redrive_loop import RedriveTask
from fraudctl.recovery.stream_reader import RangeExpired, StreamReader
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival, InvalidRecord, StaleUpdate, decode_records

ScoreExpiredRange = Callable[[datetime], int]
"""Has all transactions scored that came in up to a moment; says how many were left, raises RedriveError."""


class StreamFailureHandler:
    """Reads records as Processing would, and has them scored."""

    def __init__(
        self,
        history: StreamReader,
        scorer: ScoringClient,
        from_table: ScoreExpiredRange,
        *,
        retention: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._history = history
        self._scorer = scorer
        self._from_table = from_table
        self._retention = retention
        self._clock = clock

    def __call__(self, body: str) -> RedriveTask:
        """Raises Unprocessable for a record that is still no transaction, and for what is neither kind of message."""
        content = parsed(body)
        if wanted := failed_range(content):
            return functools.partial(self._bring_back, wanted)
        record = set_aside(content)
        # poison stays, however old its row is
        for each in decode_records([record], now=self._clock(), retention=timedelta.max):
            if isinstance(each, InvalidRecord):
                raise Unprocessable(each.reason, subject=subject(record), place=place(record))
        return functools.partial(self._score_record, record)

    def _bring_back(self, wanted: FailedRange) -> int:
        try:
            records = self._history.read(wanted)
        except RangeExpired:
            return self._from_table(wanted.approximate_arrival_of_last_record)
        return self._score(records)

    def _score_record(self, record: Any) -> int:
        """What was poison to the code of then is none to that of today."""
        try:
            return self._score([record])
        except RedriveError as error:
            error.place = place(record)
            raise

    def _score(self, records: Sequence[Any]) -> int:
        """Raises Unprocessable when a record was none, once the others are scored."""
        found: list[Arrival | InvalidRecord | StaleUpdate] = list(
            decode_records(records, now=self._clock(), retention=self._retention),
        )
        fresh = 0
        try:
            for _, payload in pack([each for each in found if isinstance(each, Arrival)]):
                fresh += self._scorer.score(payload)
        except RedriveError as error:
            error.transactions += fresh
            raise
        if poison := [each for each in found if isinstance(each, InvalidRecord)]:
            more = f", and {len(poison) - 1} more of its records are none" if len(poison) > 1 else ""
            raise Unprocessable(poison[0].reason + more, subject=subject(poison[0].record), transactions=fresh)
        return fresh


def parsed(body: str) -> Any:
    """The JSON in a message; raises Unprocessable."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unprocessable("is no JSON") from None


def set_aside(content: Any) -> dict[str, Any]:
    """The record that Processing set aside; raises Unprocessable when the message holds none."""
    match content:
        case {"reason": str(), "record": {"dynamodb": dict()} as record}:
            return dict(record)
        case _:
            raise Unprocessable("is neither a failure record of Lambda's nor a record that Processing set aside")


def subject(record: Any) -> str:
    """The id of the transaction that a record is about, or its place in the stream."""
    change = record.get("dynamodb", {})
    identity = change.get("Keys", {}).get("transaction_id", {})
    return str(identity.get("S") or change.get("SequenceNumber", ""))


def place(record: Any) -> StreamPosition | None:
    """Where a record stood in which stream; None where it does not say."""
    number = record["dynamodb"].get("SequenceNumber")
    return (str(record.get("eventSourceARN", "")), str(number)) if number else None
