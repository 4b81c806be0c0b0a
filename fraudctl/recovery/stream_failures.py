"""Redrive of Processing's queue: stream ranges that Lambda gave up on, and records that Processing rejected."""

import functools
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fraudctl.recovery.errors import RedriveError, Retryable, Unprocessable
from fraudctl.recovery.function_client import ScoringClient
from fraudctl.recovery.processing_messages import FailedRange, RejectedRecord, parse_processing_message
from fraudctl.recovery.reconciling import ReconcileResult
from fraudctl.recovery.stream_reader import RangeExpired, StreamReader
from handlers.contract.score_request import pack
from handlers.contract.stream import Arrival, InvalidRecord, StaleUpdate, decode_records


class StreamFailureHandler:
    """A redrive handler that decodes records as Processing does, and has them scored.

    `fallback` takes the arrival time of a range that the stream no longer holds, has everything scored that arrived up
    to then, and returns how many transactions had no score; it raises RedriveError.
    """

    def __init__(
        self,
        stream: StreamReader,
        scoring: ScoringClient,
        fallback: Callable[[datetime], int],
        *,
        retention: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stream = stream
        self._scoring = scoring
        self._fallback = fallback
        self._retention = retention
        self._clock = clock

    def __call__(self, body: str) -> Callable[[], int]:
        """Return the task of a message.

        Raises:
            Unprocessable: it is neither kind of message, or its record is still not a transaction.
        """
        message = parse_processing_message(body)
        if isinstance(message, FailedRange):
            return functools.partial(self._redrive_range, message)
        # a poison record stays, however old its row is
        for each in decode_records([message.record], now=self._clock(), retention=timedelta.max):
            if isinstance(each, InvalidRecord):
                raise Unprocessable(each.reason, subject=message.subject, position=message.position)
        return functools.partial(self._redrive_record, message)

    def _redrive_range(self, failed: FailedRange) -> int:
        try:
            records = self._stream.read(failed)
        except RangeExpired:
            return self._fallback(failed.approximate_arrival_of_last_record)
        return self._score(records)

    def _redrive_record(self, rejected: RejectedRecord) -> int:
        """Score a record that was poison to the code of then and is a transaction to that of today."""
        try:
            return self._score([rejected.record])
        except RedriveError as error:
            error.position = rejected.position
            raise

    def _score(self, records: Sequence[Mapping[str, Any]]) -> int:
        """Score the transactions among records; then raise Unprocessable if a record was not one."""
        decoded: list[Arrival | InvalidRecord | StaleUpdate] = list(
            decode_records(records, now=self._clock(), retention=self._retention),
        )
        count = 0
        try:
            for _, payload in pack([each for each in decoded if isinstance(each, Arrival)]):
                count += self._scoring.score(payload)
        except RedriveError as error:
            error.transactions += count
            raise
        if invalid := [each for each in decoded if isinstance(each, InvalidRecord)]:
            more = f", and {len(invalid) - 1} more of its records are none" if len(invalid) > 1 else ""
            subject = RejectedRecord(invalid[0].record).subject
            raise Unprocessable(invalid[0].reason + more, subject=subject, transactions=count)
        return count


class ExpiredRangeFallback:
    """Reconciliation for ranges that the stream no longer holds: the table has their transactions; one run does all."""

    def __init__(self, reconcile: Callable[[], ReconcileResult]) -> None:
        self._reconcile = reconcile
        self._result: ReconcileResult | None = None
        self._uncounted = 0
        self._lock = threading.Lock()

    def __call__(self, arrived: datetime) -> int:
        """Have all scored that arrived up to then; return how many had no score, for the first range only.

        Raises:
            Retryable: not all of them have a score now.
            Unprocessable: a row of the table is not a transaction, and it is unknown whether it is of the range.
        """
        with self._lock:
            if self._result is None:
                self._result = self._reconcile()
                self._uncounted = self._result.scored
            result, (count, self._uncounted) = self._result, (self._uncounted, 0)
        if arrived > result.period.until:
            raise Retryable(
                "the stream no longer holds it, and in the table it is so new that it may still be on its way",
                transactions=count,
            )
        if result.failed:
            reason = f"the stream no longer holds it, and from the table {next(iter(result.failed))}"
            raise Retryable(reason, transactions=count)
        if result.malformed:
            identity, reason = next(iter(result.malformed.items()))
            raise Unprocessable(
                f"the stream no longer holds it, and a row of the table is no transaction: {reason}",
                subject=identity,
                transactions=count,
            )
        return count
