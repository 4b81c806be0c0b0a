"""The loop that empties a dead-letter queue: a message is deleted only when its work is persisted."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from fraudctl.recovery.errors import RedriveError, StreamPosition
from fraudctl.recovery.in_flight import COUNT_LAG, EmptyPolls, InFlightMessages
from fraudctl.recovery.queue import LARGEST_BATCH, ReceivedMessage, RedriveQueue
from fraudctl.recovery.redrive_result import Ended, MessageResult, RedriveResult

RedriveTask = Callable[[], int]
"""Does what a message asks for and returns how many transactions it redrove; raises RedriveError."""

RedriveHandler = Callable[[str], RedriveTask]
"""Reads a message's body and returns its task, without doing anything yet; raises Unprocessable."""

CONCURRENCY = 8
UNDELETED = "done, but it could not be deleted: a later run will find nothing left to do"
FAILED_BATCHES = 3
"""Batches in a row in which everything failed, after which the circuit opens: what they need is out of service."""


@dataclass(kw_only=True)
class RedriveLoop:
    """One run over one queue, in batches; between two batches it may be stopped, and releases what it keeps."""

    queue: RedriveQueue
    handler: RedriveHandler
    limit: int | None = None
    dry_run: bool = False
    discard: bool = False
    wait: bool = False
    """True to wait for the messages that others hold."""
    count_lag: float = COUNT_LAG
    """Seconds after a deletion for which the queue's counts may be wrong."""
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[RedriveResult], None] = lambda _: None
    clock: Callable[[], float] = time.monotonic
    _kept: dict[StreamPosition, str] = field(default_factory=dict)
    """By the position of a record, the message that stays for it."""

    def __post_init__(self) -> None:
        self._in_flight = InFlightMessages(self.queue, count_lag=self.count_lag, clock=self.clock)
        self._empty_polls = EmptyPolls(
            wait=self.wait, visibility_timeout=self.queue.visibility_timeout, clock=self.clock
        )

    def __call__(self) -> RedriveResult:
        """Redrive until the queue returns nothing more, the limit is reached, or it is stopped."""
        result, failed_batches = RedriveResult(dry_run=self.dry_run), 0
        self.queue.depth()  # who may not ask for it learns so before any message is received
        try:
            with ThreadPoolExecutor(CONCURRENCY) as pool:
                while not (ended := self._ended(result, failed_batches)):
                    batch = self._in_flight.receive(self._room(result), wait=self._empty_polls.wait_seconds)
                    if batch is None:
                        if not self._more_expected(result):
                            ended = "empty"
                            break
                    elif batch and not self.stop.is_set():
                        self._empty_polls.reset()
                        result.held, result.held_until = 0, None  # until they are counted again
                        results = list(pool.map(self._redrive, batch))
                        self._settle(result, results)
                        failed_batches = failed_batches + 1 if self._all_failed(results) else 0
                    self.progress(result)
            if ended != "empty":
                others = self._in_flight.others()
                uncertain = others.uncertain if self._empty_polls.wait_seconds is None else 0
                self._note_others(result, held=others.held - uncertain)
        finally:
            self._in_flight.release()
        result.ended = ended
        return result

    def _ended(self, result: RedriveResult, failed_batches: int) -> Ended | None:
        if self.stop.is_set():
            return "interrupted"
        if failed_batches >= FAILED_BATCHES:
            return "hopeless"
        return "most" if self._room(result) <= 0 else None

    def _room(self, result: RedriveResult) -> int:
        return LARGEST_BATCH if self.limit is None else self.limit - result.taken

    def _more_expected(self, result: RedriveResult) -> bool:
        """Return whether the next poll may return messages though the last was empty; note what others hold."""
        others = self._in_flight.others()
        self._note_others(result, held=others.held, visible=others.visible)
        return self._empty_polls.should_continue(others)

    def _note_others(self, result: RedriveResult, *, held: int, visible: int = 0) -> None:
        now, until = datetime.now(UTC), result.held_until
        if not until or until <= now or held > result.held:  # else the same messages are still held
            until = now + timedelta(seconds=self.queue.visibility_timeout)
        result.held, result.in_sight, result.held_until = held, visible, until if held else None

    def _redrive(self, message: ReceivedMessage) -> MessageResult:
        try:
            task = self.handler(message.body)
            count = 0 if self.dry_run else task()
        except RedriveError as error:
            return MessageResult(
                message_id=message.id,
                kind=error.kept_as,
                reason=error.reason,
                subject=error.subject,
                transactions=error.transactions,
                position=error.position,
            )
        new = count or self.dry_run
        return MessageResult(message_id=message.id, kind="redriven" if new else "duplicate", transactions=count)

    def _settle(self, result: RedriveResult, results: Sequence[MessageResult]) -> None:
        """Count the results, and delete the messages that are done."""
        marked = [self._mark_repeat(each) for each in results]
        leaving = [each.message_id for each in marked if self._leaves(each)]
        undeleted = self._in_flight.delete(leaving)
        for each in marked:
            counted = replace(each, kind="failed", reason=UNDELETED) if each.message_id in undeleted else each
            result.add(counted, discarded=each.message_id in leaving and each.message_id not in undeleted)

    def _mark_repeat(self, result: MessageResult) -> MessageResult:
        """Mark a message as a repeat if another one stays for its record, which nobody else may receive and delete."""
        if result.position is None:
            return result
        kept = self._kept.get(result.position)
        if kept and self._in_flight.is_safe(kept):
            return replace(result, kind="repeat")
        self._kept[result.position] = result.message_id
        return result

    def _leaves(self, result: MessageResult) -> bool:
        if self.dry_run or result.kind == "failed":
            return False
        return result.kind not in ("poison", "conflict") or self.discard

    @staticmethod
    def _all_failed(results: Sequence[MessageResult]) -> bool:
        return all(each.kind == "failed" and not each.transactions for each in results)
