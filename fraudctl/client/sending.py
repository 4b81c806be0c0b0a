"""Sends lines to the API, many at a time, and keeps the result of each, however the sending ends."""

import queue
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fraudctl.client.api_client import ApiClient
from fraudctl.client.delivery import refused_result
from fraudctl.client.flow_control import CircuitBreaker, LineBatcher
from fraudctl.client.line_results import SendSummary
from fraudctl.client.reading import NumberedLine
from fraudctl.client.route import STORE, Route
from fraudctl.client.workers import Delivered, EndOfLines, LineReader, WorkerPool
from fraudctl.errors import CommandError
from fraudctl.interruption import Interrupted, handle_signals

DRAIN_TIMEOUT = 5.0
"""Seconds for which requests under way are awaited when nothing more is sent; a further signal ends the wait."""

MAX_EVENT_WAIT = 0.5
"""Seconds of one wait for an event: a signal that comes just before a wait does not wake it."""

SIGNAL_RECEIVED = object()
"""An event that only wakes the main thread, beside lines, their end and delivered groups."""


@dataclass(kw_only=True)
class Sender:
    """One run over the lines: all events come through one queue to the main thread, which alone counts."""

    client: ApiClient
    route: Route = STORE
    concurrency: int
    batch: int = 1
    """Lines a request."""
    rate: float | None = None
    """Lines a second, at most."""
    progress: Callable[[SendSummary], None] = lambda _: None
    summary: SendSummary = field(default_factory=SendSummary)
    """The results so far, complete however the run ends."""
    stop_reading: Callable[[], None] | None = None
    """Ends the lines where they are waited for."""

    def __post_init__(self) -> None:
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()  # simple: a signal's handler may put into it
        self._workers = WorkerPool(
            self.client, self.route, self._events.put, size=self.concurrency, batch=self.batch > 1
        )
        self._batcher = LineBatcher(size=self.batch, rate=self.rate)
        self._breaker = CircuitBreaker(concurrency=self.concurrency)
        self._signals = 0
        self._error: BaseException | None = None

    def send(self, lines: Iterable[NumberedLine]) -> SendSummary:
        """Send all lines.

        Raises:
            Interrupted: a signal came.
            CommandError: there are no lines, or the API stays unreachable.
        """
        started = time.perf_counter()
        with handle_signals(self._on_signal, self._on_signal):
            ahead = 2 * self.concurrency * self.batch
            reader = LineReader(lines, self._events.put, ahead=ahead, stop_source=self.stop_reading)
            try:
                self._send_all(reader)
            except BaseException as error:  # noqa: BLE001 -- it is raised below
                self.progress = lambda _: None  # which may be what has failed
                self._end(error)
            if self._ending:
                self._drain(reader)
            self._workers.dismiss()
            self.summary.seconds += time.perf_counter() - started
        if self._signals:
            raise Interrupted from self._error
        if self._error:
            raise self._error
        return self.summary

    def _send_all(self, reader: LineReader) -> None:
        while not (self._ending or (self._batcher.ended and not self._batcher and not self._workers.under_way)):
            self._handle_event(self._seconds_until_due())
            while not self._ending and self._seconds_until_due() == 0:
                group = self._batcher.take(time.monotonic())
                self._workers.send(group)
                reader.read_more(len(group))

    @property
    def _ending(self) -> bool:
        """Return whether nothing more is to be sent."""
        return bool(self.summary.ended or self._signals)

    def _on_signal(self) -> None:
        self._signals += 1
        self._events.put(SIGNAL_RECEIVED)

    def _seconds_until_due(self) -> float | None:
        """Return the seconds until the next request is due; None while none can be."""
        if not self._batcher or self._workers.under_way >= self.concurrency:
            return None
        return max(0.0, self._batcher.due() - time.monotonic())

    def _handle_event(self, timeout: float | None) -> None:
        try:
            event = self._events.get(timeout=MAX_EVENT_WAIT if timeout is None else min(timeout, MAX_EVENT_WAIT))
        except queue.Empty:
            return
        match event:
            case Delivered():
                self._workers.settle(event)
                self._count(event)
            case EndOfLines(error):
                self._batcher.ended = True
                self._error = self._error or error
            case tuple():
                self._batcher.add(event, time.monotonic())

    def _count(self, delivered: Delivered) -> None:
        if delivered.error:
            self.summary.unanswered += [number for number, _ in delivered.group]
            self._end(delivered.error)
            return
        self.summary.add(*delivered.delivery)
        self.progress(self.summary)
        self._breaker.record(delivered.delivery.results)
        if self._breaker.circuit_open:
            reason = f"{self._breaker.failures} requests in a row failed, the last one with: {self._breaker.reason}"
            self._end(CommandError(f"given up: {reason}"))

    def _end(self, error: BaseException) -> None:
        self._error = self._error or error
        self.summary.ended = self.summary.ended or " ".join(str(error).split()) or type(error).__name__

    def _drain(self, reader: LineReader) -> None:
        """Await what is under way, for a while, and note what is not sent."""
        self.summary.ended = self.summary.ended or "interrupted"
        self.client.stop_retrying()
        reader.stop()
        deadline, further = time.monotonic() + DRAIN_TIMEOUT, min(self._signals, 1) + 1
        while (self._workers.under_way or not self._batcher.ended) and self._signals < further:
            if (timeout := deadline - time.monotonic()) <= 0:
                break
            self._handle_event(timeout)
        for number, text in self._batcher.rest():
            if refused := refused_result(number, text):
                self.summary.add([refused], None)
            else:
                self.summary.unsent.append(number)
        self.summary.unanswered += sorted(number for group in self._workers.groups for number, _ in group)
