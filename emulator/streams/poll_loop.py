"""The loop of one poller: read, deliver, keep the place, until told to stop."""

import functools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from emulator.streams.aws_calls import invoke_function, send_failure_record
from emulator.streams.connections import StreamClients
from emulator.streams.delivery import Delivery, Discard, Invoke, backoff
from emulator.streams.errors import AWS_ERRORS, is_transient
from emulator.streams.mapping import StreamMapping
from emulator.streams.pace import Pace
from emulator.streams.progress import Progress
from emulator.streams.record import StreamRecord
from emulator.streams.response import InvocationResult
from emulator.streams.shards import Shard, ShardReader

BatchObserver = Callable[[Sequence[StreamRecord], InvocationResult, float], None]
"""Called after every invocation with its records, its outcome and the seconds it took."""
Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Stopped(Exception):
    """Raised within the loop when it was told to stop."""


class PollLoop:
    """The work of one poller's thread; its place in the stream moves only past what is delivered or discarded."""

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
            Exception: what trying again would not mend.
        """
        self._clients = self._patiently(connect)
        with self._clients.connections:
            self._work()

    def _work(self) -> None:
        reader = ShardReader(self._clients.streams, self._mapping.stream_arn, self._mapping.starting_position)
        empty_reads = 0
        while True:
            started = time.monotonic()
            shards = self._patiently(reader.shards)
            records = [self._read_and_deliver(reader, shard) for shard in shards]
            empty_reads = 0 if any(records) else empty_reads + 1
            if empty_reads and all(shard.in_place for shard in shards):
                self._progress.drained(as_of=started)
            pause = self._pace.after(max(records, default=0), self._mapping.batch_size, empty_reads=empty_reads)
            self._wait(started + pause - time.monotonic())

    def _read_and_deliver(self, reader: ShardReader, shard: Shard) -> int:
        """How many records the read brought; they are delivered once a batch is full or its window is over."""
        room = self._mapping.batch_size - len(shard.waiting)
        records = [] if shard.ended else self._patiently(functools.partial(reader.read, shard, room))
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
            self._progress.waits_for(step.records[0].arrived)
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
        outcome = invoke_function(self._clients, self._mapping, step.records)
        self._on_batch(step.records, outcome, time.monotonic() - started)
        return outcome

    def _discard(self, discard: Discard, shard: Shard) -> None:
        """Stays with the records until the queue knows of them: here AWS would only count a failed delivery."""
        send = functools.partial(send_failure_record, self._clients, self._mapping, discard, shard_id=shard.shard_id)
        self._patiently(lambda: send(now=time.time()))
        log.warning(
            "%s: %d records discarded after %d invocations (%s)",
            self._mapping.function_name,
            len(discard.records),
            discard.invocations,
            discard.condition,
        )

    def _patiently(self, call: Callable[[], Result]) -> Result:
        """The answer, asked for again as long as what is in the way may pass."""
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
