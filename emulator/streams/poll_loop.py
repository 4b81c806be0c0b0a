"""The loop of one poller: read, deliver, remember the position, until told to stop."""

import functools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from emulator.streams.aws_calls import invoke_function, send_failure_record
from emulator.streams.connections import StreamClients
from emulator.streams.delivery import Delivery, Discard, Invoke, backoff
from emulator.streams.errors import AWS_ERRORS, is_transient
from emulator.streams.mapping import StreamMapping
from emulator.streams.progress import Progress
from emulator.streams.record import StreamRecord
from emulator.streams.response import InvocationResult
from emulator.streams.shards import Shard, ShardReader

BatchObserver = Callable[[Sequence[StreamRecord], InvocationResult, float], None]
"""Called after every invocation with its records, its result and the seconds that it took."""
Returned = TypeVar("Returned")
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds between the starts of two reads of a shard, fit for an emulator that does one thing at a time.

    Few records: short pauses, for low latency. Many: longer ones, so that a read gathers more and the functions are
    called less often. A full batch means a backlog: no pause at all.
    """

    quick: float = 0.1
    """After a read of few records."""
    gathering: float = 0.6
    """After a read of many, but less than a batch."""
    idle: float = 0.25
    """At most, after reads without any."""
    few: float = 0.1
    """The part of a batch up to which records are few."""

    def after(self, records: int, batch_size: int, *, empty_reads: int) -> float:
        """Return the seconds to wait after a read of so many records and so many empty reads in a row."""
        if records >= batch_size:
            return 0
        if records > batch_size * self.few:
            return self.gathering
        return min(self.idle, self.quick * 1.25 ** min(empty_reads, 20))


DEFAULT_PACE = Pace()


class Stopped(Exception):
    """Raised within the loop when it is told to stop."""


class PollLoop:
    """The work of one poller's thread; its position in the stream moves only past delivered or discarded records."""

    def __init__(
        self, mapping: StreamMapping, pace: Pace, stop: threading.Event, progress: Progress, on_batch: BatchObserver
    ) -> None:
        self._mapping = mapping
        self._pace = pace
        self._stop = stop
        self._progress = progress
        self._on_batch = on_batch

    def __call__(self, connect: Callable[[], StreamClients]) -> None:
        """Work until stopped.

        Raises:
            Stopped: the normal end.
            Exception: an error that a retry would not help against.
        """
        self._clients = self._retrying(connect)
        with self._clients.connections:
            self._work()

    def _work(self) -> None:
        reader = ShardReader(self._clients.streams, self._mapping.stream_arn, self._mapping.starting_position)
        empty_reads = 0
        while True:
            started = time.monotonic()
            shards = self._retrying(reader.shards)
            records = [self._read_and_deliver(reader, shard) for shard in shards]
            empty_reads = 0 if any(records) else empty_reads + 1
            if empty_reads and all(shard.caught_up_if_empty for shard in shards):
                self._progress.drained(as_of=started)
            pause = self._pace.after(max(records, default=0), self._mapping.batch_size, empty_reads=empty_reads)
            self._wait(started + pause - time.monotonic())

    def _read_and_deliver(self, reader: ShardReader, shard: Shard) -> int:
        """Read, deliver once a batch is full or its window is over, and return the count of records read."""
        room = self._mapping.batch_size - len(shard.waiting)
        records = [] if shard.ended else self._retrying(functools.partial(reader.read, shard, room))
        now = time.monotonic()
        if not shard.waiting:
            shard.waiting_since = now
        shard.waiting += records
        full = len(shard.waiting) >= self._mapping.batch_size
        if full or shard.ended or now - shard.waiting_since >= self._mapping.batching_window_seconds:
            self._deliver(shard)
        return len(records)

    def _deliver(self, shard: Shard) -> None:
        delivery = Delivery(shard.waiting, self._mapping)
        while step := delivery.step(time.time()):
            self._progress.waiting_for(step.records[0].arrived)
            match step:
                case Invoke():
                    self._wait(step.delay)
                    delivery.invoked(self._invoke(step))
                case Discard():
                    self._discard(step, shard)
                    delivery.discarded(step)
        shard.waiting.clear()

    def _invoke(self, step: Invoke) -> InvocationResult:
        started = time.monotonic()
        result = invoke_function(self._clients, self._mapping, step.records)
        self._on_batch(step.records, result, time.monotonic() - started)
        return result

    def _discard(self, discard: Discard, shard: Shard) -> None:
        """Send the failure record, and retry until the queue has it: AWS would only count a failed delivery here."""
        send = functools.partial(send_failure_record, self._clients, self._mapping, discard, shard_id=shard.shard_id)
        self._retrying(lambda: send(now=time.time()))
        log.warning(
            "%s: %d records discarded after %d invocations (%s)",
            self._mapping.function_name,
            len(discard.records),
            discard.invocations,
            discard.condition,
        )

    def _retrying(self, call: Callable[[], Returned]) -> Returned:
        """Return the result of a call, retried as long as its errors are transient."""
        failures = 0
        while not self._stop.is_set():
            try:
                return call()
            except AWS_ERRORS as error:
                if not is_transient(error):
                    raise
                failures += 1
                log.debug("%s: trying again: %s", self._mapping.function_name, error)
                self._wait(backoff(failures))
        raise Stopped

    def _wait(self, seconds: float) -> None:
        if self._stop.wait(max(0, seconds)):
            raise Stopped
