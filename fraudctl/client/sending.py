"""Sends lines of transactions to the API, many at a time, and knows of each what became of it, whatever ends it."""

import queue
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fraudctl.client.api_client import ApiClient
from fraudctl.client.delivery import refused_result
from fraudctl.client.flow_control import CircuitBreaker, LineBatcher
from fraudctl.client.line_results import SendSummary
from fraudctl.client.reading import NumberedLine
from fraudctl.client.workers import Delivered, EndOfLines, LineReader, WorkerPool
from fraudctl.errors import CommandError
from fraudctl.interruption import Interrupted, handle_signals

DRAIN_TIMEOUT = 5.0
"""Seconds for which requests under way are awaited when nothing more is sent; a further signal ends the wait."""

MAX_EVENT_WAIT = 0.5
"""Seconds of one wait for an event: a signal that comes just before a wait does not wake it."""

SIGNAL_RECEIVED = object()
"""An event that says nothing, beside lines, their end, and what became of them: a signal has come."""


@dataclass(kw_only=True)
class Sender:
    """One run over the lines: all that happens comes through one queue to one thread, which alone counts."""

    poster: ApiClient
    concurrency: int
    batch: int = 1
    """Lines a request."""
    rate: float | None = None
    """Lines a second, at most."""
    progress: Callable[[SendSummary], None] = lambda _: None
    summary: SendSummary = field(default_factory=SendSummary)
    """What was done, at any time and however it ends."""
    stop_reading: Callable[[], None] | None = None
    """Ends the lines where they are waited for."""

    def __post_init__(self) -> None:
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()  # simple: a signal's handler may put into it
        self._crew = WorkerPool(self.poster, self._events.put, size=self.concurrency, batch=self.batch > 1)
        self._waiting = LineBatcher(size=self.batch, rate=self.rate)
        self._outage, self._signals = CircuitBreaker(concurrency=self.concurrency), 0
        self._error: BaseException | None = None

    def __call__(self, lines: Iterable[NumberedLine]) -> SendSummary:
        """Send them all.

        Raises:
            Interrupted: a signal came.
            CommandError: there are no lines, or the API stays away.
        """
        started = time.perf_counter()
        with handle_signals(self._heed, self._heed):
            ahead = 2 * self.concurrency * self.batch
            reader = LineReader(lines, self._events.put, ahead=ahead, stop_source=self.stop_reading)
            try:
                self._send_all(reader)
            except BaseException as error:  # noqa: BLE001 -- it is raised below
                self.progress = lambda _: None  # which may be what has failed
                self._end(error)
            if self._over:
                self._wind_up(reader)
            self._crew.dismiss()
            self.summary.seconds = time.perf_counter() - started
        if self._signals:
            raise Interrupted from self._error
        if self._error:
            raise self._error
        return self.summary

    def _send_all(self, reader: LineReader) -> None:
        while not (self._over or (self._waiting.ended and not self._waiting and not self._crew.under_way)):
            self._take(self._patience())
            while not self._over and self._patience() == 0:
                group = self._waiting.take(time.monotonic())
                self._crew.send(group)
                reader.more(len(group))

    @property
    def _over(self) -> bool:
        """Whether nothing more is to be sent."""
        return bool(self.summary.ended or self._signals)

    def _heed(self) -> None:
        self._signals += 1
        self._events.put(SIGNAL_RECEIVED)

    def _patience(self) -> float | None:
        """Return the seconds until the next request is due, unless something happens before; None without one."""
        if not self._waiting or self._crew.under_way >= self.concurrency:
            return None
        return max(0.0, self._waiting.due() - time.monotonic())

    def _take(self, patience: float | None) -> None:
        try:
            event = self._events.get(timeout=MAX_EVENT_WAIT if patience is None else min(patience, MAX_EVENT_WAIT))
        except queue.Empty:
            return
        match event:
            case Delivered():
                self._crew.settle(event)
                self._count(event)
            case EndOfLines(error):
                self._waiting.ended = True
                self._error = self._error or error
            case tuple():
                self._waiting.add(event, time.monotonic())

    def _count(self, done: Delivered) -> None:
        if done.error:
            self.summary.unanswered += [number for number, _ in done.group]
            self._end(done.error)
            return
        self.summary.add(done.results, done.seconds)
        self.progress(self.summary)
        self._outage.note(done.results)
        if self._outage.hopeless:
            words = f"{self._outage.failed} requests in a row failed, the last one with: {self._outage.reason}"
            self._end(CommandError(f"given up: {words}"))

    def _end(self, error: BaseException) -> None:
        self._error = self._error or error
        self.summary.ended = self.summary.ended or " ".join(str(error).split()) or type(error).__name__

    def _wind_up(self, reader: LineReader) -> None:
        """Await what is under way, for a while, and note what is not sent."""
        self.summary.ended = self.summary.ended or "interrupted"
        self.poster.stop_retrying()
        reader.stop()
        deadline, further = time.monotonic() + DRAIN_TIMEOUT, min(self._signals, 1) + 1
        while (self._crew.under_way or not self._waiting.ended) and self._signals < further:
            if (patience := deadline - time.monotonic()) <= 0:
                break
            self._take(patience)
        for number, text in self._waiting.rest():
            if refused := refused_result(number, text):
                self.summary.add([refused], None)
            else:
                self.summary.unsent.append(number)
        self.summary.unanswered += sorted(number for group in self._crew.groups for number, _ in group)


def send_lines(
    lines: Iterable[NumberedLine],
    poster: ApiClient,
    *,
    concurrency: int,
    batch: int = 1,
    rate: float | None = None,
    progress: Callable[[SendSummary], None] = lambda _: None,
) -> SendSummary:
    """Send the lines, `batch` a request, `concurrency` requests at a time and at most `rate` lines a second.

    A bad line never stops the rest.
    """
    return Sender(poster=poster, concurrency=concurrency, batch=batch, rate=rate, progress=progress)(lines)
