"""The delivery of one batch from one shard, as AWS Lambda does it, until every record is processed or discarded.

A state machine without clock or network: `step` returns the next action, `invoked` and `discarded` report it done.
 https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from emulator.streams.mapping import StreamMapping
from emulator.streams.record import StreamRecord
from emulator.streams.response import BatchFailed, InvocationResult, NotInvoked, Response, count_settled

DiscardCondition = Literal["RetryAttemptsExhausted", "RecordAgeExceeded"]

FIRST_DELAY = 0.1
LONGEST_DELAY = 2.0


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Consecutive records of a shard that are delivered together, and the attempts so far."""

    records: tuple[StreamRecord, ...]
    invocations: int = 0
    not_invoked: int = 0
    """Throttles and the like since the function last ran: they cost time, never attempts."""
    response: Response | None = None


@dataclass(frozen=True, kw_only=True)
class Invoke:
    """The action: call the function with these records, after so many seconds."""

    records: tuple[StreamRecord, ...]
    delay: float


@dataclass(frozen=True, kw_only=True)
class Discard:
    """The action: send these records' positions to the on-failure destination, then go on behind them."""

    records: tuple[StreamRecord, ...]
    condition: DiscardCondition
    invocations: int
    response: Response | None


class Delivery:
    """One batch, split into smaller ones as they fail; always in the order of the shard."""

    def __init__(self, records: Sequence[StreamRecord], mapping: StreamMapping) -> None:
        self._mapping = mapping
        self._batches = [Batch(records=tuple(records))] if records else []

    @property
    def pending(self) -> tuple[StreamRecord, ...]:
        """Return the records that are neither processed nor discarded, oldest first."""
        return tuple(record for batch in self._batches for record in batch.records)

    def step(self, now: float) -> Invoke | Discard | None:
        """Return the next action, `now` in epoch seconds; None when no record is left."""
        if not self._batches:
            return None
        batch = self._batches[0]
        if expired := self._expired(batch, now):
            return self._discard(expired, "RecordAgeExceeded", batch)
        if self._exhausted(batch):
            return self._discard(len(batch.records), "RetryAttemptsExhausted", batch)
        return Invoke(records=batch.records, delay=backoff(batch.invocations + batch.not_invoked))

    def invoked(self, result: InvocationResult) -> None:
        """Take the result of the invocation that `step` asked for."""
        batch = self._batches.pop(0)
        self._batches[:0] = self._remainder(batch, result)

    def discarded(self, discard: Discard) -> None:
        """Drop the discarded records; the rest of the batch keeps its attempts."""
        batch = self._batches.pop(0)
        if rest := batch.records[len(discard.records) :]:
            self._batches.insert(0, replace(batch, records=rest))

    def _remainder(self, batch: Batch, result: InvocationResult) -> list[Batch]:
        """Return the batches that remain to be delivered after this result."""
        if isinstance(result, NotInvoked):
            return [replace(batch, not_invoked=batch.not_invoked + 1)]
        tried = replace(batch, invocations=batch.invocations + 1, not_invoked=0, response=result)
        try:
            done = count_settled(result, batch.records, reports_failures=self._mapping.report_batch_item_failures)
        except BatchFailed:
            return self._retry(tried)
        if done == 0:
            # A report that names the first record moves no checkpoint and gives no position to bisect at.
            return [tried]
        # Behind a moved checkpoint a new batch begins, with all its attempts: AWS was observed to do so.
        rest = batch.records[done:]
        return [Batch(records=rest)] if rest else []

    def _retry(self, batch: Batch) -> list[Batch]:
        """Return the same batch or, bisecting, its two halves: a split does not use up attempts."""
        if not self._mapping.bisect_on_error or len(batch.records) == 1:
            return [batch]
        middle = len(batch.records) // 2
        return [Batch(records=batch.records[:middle]), Batch(records=batch.records[middle:])]

    def _exhausted(self, batch: Batch) -> bool:
        limit = self._mapping.maximum_retry_attempts
        return limit >= 0 and batch.invocations > limit

    def _expired(self, batch: Batch, now: float) -> int:
        """Return how many records at the front are older than the mapping allows."""
        limit = self._mapping.maximum_record_age_seconds
        if limit < 0:
            return 0
        fresh = (position for position, record in enumerate(batch.records) if now - record.arrived <= limit)
        return next(fresh, len(batch.records))

    def _discard(self, count: int, condition: DiscardCondition, batch: Batch) -> Discard:
        return Discard(
            records=batch.records[:count],
            condition=condition,
            invocations=batch.invocations,
            response=batch.response,
        )


def backoff(failures: int) -> float:
    """Return the seconds to wait after so many failures in a row: doubling, up to a bound fit for a laptop."""
    if failures == 0:
        return 0
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(failures - 1, 10))
