"""Sends lines of transactions to the API, many at a time, and knows of each what became of it, whatever ends it."""

import queue
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fraudctl.client.batching import Batching
from fraudctl.client.crew import Crew, Done
from fraudctl.client.delivery import refusal_of
from fraudctl.client.line_results import Summary
from fraudctl.client.outage import Outage
from fraudctl.client.posting import Poster
from fraudctl.client.reading import Line
from fraudctl.client.reading.ahead import AtEnd, Reader
from fraudctl.errors import CommandError
from fraudctl.interruption import Interrupted, heeding

LAST_WAIT = 5.0
"""Seconds for which requests under way are awaited when nothing more is sent; a further signal ends the wait."""

LONGEST_WAIT = 0.5
"""Seconds of one wait for an event: a signal that comes just before a wait does not wake it."""

AWAKE = object()
"""An event that says nothing, beside lines, their end, and what became of them: a signal has come."""


@dataclass(kw_only=True)
class Sending:
    """One run over the lines: all that happens comes through one queue to one thread, which alone counts."""

    poster: Poster
    concurrency: int
    batch: int = 1
    """Lines a request."""
    rate: float | None = None
    """Lines a second, at most."""
    progress: Callable[[Summary], None] = lambda _: None
    summary: Summary = field(default_factory=Summary)
    """What was done, at any time and however it ends."""
    stop_reading: Callable[[], None] | None = None
    """Ends the lines where they are waited for."""

    def __post_init__(self) -> None:
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()  # simple: a signal's handler may put into it
        self._crew = Crew(self.poster, self._events.put, size=self.concurrency, batch=self.batch > 1)
        self._waiting = Batching(size=self.batch, rate=self.rate)
        self._outage, self._signals = Outage(concurrency=self.concurrency), 0
        self._error: BaseException | None = None

    def __call__(self, lines: Iterable[Line]) -> Summary:
        """Send them all.

        Raises:
            Interrupted: a signal came.
            CommandError: there are no lines, or the API stays away.
        """
        started = time.perf_counter()
        with heeding(self._heed, self._heed):
            ahead = 2 * self.concurrency * self.batch
            reader = Reader(lines, self._events.put, ahead=ahead, stop_source=self.stop_reading)
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

    def _send_all(self, reader: Reader) -> None:
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
        self._events.put(AWAKE)

    def _patience(self) -> float | None:
        """Return the seconds until the next request is due, unless something happens before; None without one."""
        if not self._waiting or self._crew.under_way >= self.concurrency:
            return None
        return max(0.0, self._waiting.due() - time.monotonic())

    def _take(self, patience: float | None) -> None:
        try:
            event = self._events.get(timeout=LONGEST_WAIT if patience is None else min(patience, LONGEST_WAIT))
        except queue.Empty:
            return
        match event:
            case Done():
                self._crew.settle(event)
                self._count(event)
            case AtEnd(error):
                self._waiting.ended = True
                self._error = self._error or error
            case tuple():
                self._waiting.add(event, time.monotonic())

    def _count(self, done: Done) -> None:
        if done.error:
            self.summary.unanswered += [number for number, _ in done.group]
            self._end(done.error)
            return
        self.summary.add(done.fates, done.seconds)
        self.progress(self.summary)
        self._outage.note(done.fates)
        if self._outage.hopeless:
            words = f"{self._outage.failed} requests in a row failed, the last one with: {self._outage.reason}"
            self._end(CommandError(f"given up: {words}"))

    def _end(self, error: BaseException) -> None:
        self._error = self._error or error
        self.summary.ended = self.summary.ended or " ".join(str(error).split()) or type(error).__name__

    def _wind_up(self, reader: Reader) -> None:
        """Await what is under way, for a while, and note what is not sent."""
        self.summary.ended = self.summary.ended or "interrupted"
        self.poster.hurry()
        reader.stop()
        deadline, further = time.monotonic() + LAST_WAIT, min(self._signals, 1) + 1
        while (self._crew.under_way or not self._waiting.ended) and self._signals < further:
            if (patience := deadline - time.monotonic()) <= 0:
                break
            self._take(patience)
        for number, text in self._waiting.rest():
            if refused := refusal_of(number, text):
                self.summary.add([refused], None)
            else:
                self.summary.unsent.append(number)
        self.summary.unanswered += sorted(number for group in self._crew.groups for number, _ in group)


def send(
    lines: Iterable[Line],
    poster: Poster,
    *,
    concurrency: int,
    batch: int = 1,
    rate: float | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Send the lines, `batch` a request, `concurrency` requests at a time and at most `rate` lines a second.

    A bad line never stops the rest.
    """
    return Sending(poster=poster, concurrency=concurrency, batch=batch, rate=rate, progress=progress)(lines)
