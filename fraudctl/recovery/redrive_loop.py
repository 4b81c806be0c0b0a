"""The loop that empties a dead-letter queue: a message leaves it only when its work is durable."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from fraudctl.recovery.empty_polls import POLL, EmptyPolls
from fraudctl.recovery.errors import Retryable, StreamPosition, Unprocessable
from fraudctl.recovery.in_flight import COUNT_LAG, InFlightMessages
from fraudctl.recovery.queue import MOST_IN_A_CALL, ReceivedMessage, RedriveQueue
from fraudctl.recovery.redrive_result import Ended, MessageResult, RedriveResult

RedriveTask = Callable[[], int]
"""Does what a message asks for, and says how many transactions it brought back; raises Unprocessable or Retryable."""

RedriveHandler = Callable[[str], RedriveTask]
"""The work that a message's body asks for, found without doing anything; raises Unprocessable."""

CONCURRENCY = 8
UNDELETED = "done, but it could not be deleted: a later run will find nothing left to do"
FAILED_BATCHES = 3
"""Batches in a row of which nothing could be made durable: what they need is out, and the rest would fare alike."""


@dataclass(kw_only=True)
class RedriveLoop:
    """One run over one queue, in batches; between them it may be stopped, and gives back what it keeps."""

    queue: RedriveQueue
    way: RedriveHandler
    most: int | None = None
    dry_run: bool = False
    discard: bool = False
    wait: bool = False
    """Whether to wait for the messages that others hold."""
    settling: float = COUNT_LAG
    """Seconds after a deletion for which the queue's counts may be wrong."""
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[RedriveResult], None] = lambda _: None
    clock: Callable[[], float] = time.monotonic
    _twins: dict[StreamPosition, str] = field(default_factory=dict)
    """By the place of a record, the message that stands for it."""

    def __post_init__(self) -> None:
        self._hands = InFlightMessages(self.queue, settling=self.settling, clock=self.clock)
        self._vigil = EmptyPolls(wait=self.wait, hold=self.queue.hold, clock=self.clock)

    def __call__(self) -> RedriveResult:
        """Work until nothing more is given out, `most` are taken, or it is stopped."""
        result, hopeless = RedriveResult(dry_run=self.dry_run), 0
        self.queue.counts()  # so that who may not ask for them knows before anything is taken
        try:
            with ThreadPoolExecutor(CONCURRENCY) as pool:
                while not (ended := self._ended(result, hopeless)):
                    batch = self._hands.take(self._room(result), wait=POLL if self._vigil.begun else None)
                    if batch is None:
                        if not self._look(result):
                            ended = "empty"
                            break
                    elif batch and not self.stop.is_set():
                        self._vigil.end()
                        result.held, result.held_until = 0, None  # until the next look
                        outcomes = list(pool.map(self._outcome, batch))
                        self._settle(result, outcomes)
                        hopeless = hopeless + 1 if self._failed_all(outcomes) else 0
                    self.progress(result)
            if ended != "empty":
                beside = self._hands.elsewhere()
                self._note(result, held=beside.held - (0 if self._vigil.begun else beside.doubtful))
        finally:
            self._hands.release()
        result.ended = ended
        return result

    def _ended(self, result: RedriveResult, hopeless: int) -> Ended | None:
        if self.stop.is_set():
            return "interrupted"
        if hopeless >= FAILED_BATCHES:
            return "hopeless"
        return "most" if self._room(result) <= 0 else None

    def _room(self, result: RedriveResult) -> int:
        return MOST_IN_A_CALL if self.most is None else self.most - result.taken

    def _look(self, result: RedriveResult) -> bool:
        """Whether more may be given out, though nothing was; notes what others hold."""
        beside = self._hands.elsewhere()
        self._note(result, held=beside.held, in_sight=beside.in_sight)
        return self._vigil.may_bring(beside)

    def _note(self, result: RedriveResult, *, held: int, in_sight: int = 0) -> None:
        now, known = datetime.now(UTC), result.held_until
        if not known or known <= now or held > result.held:  # else it is still the same that are held
            known = now + timedelta(seconds=self.queue.hold)
        result.held, result.in_sight, result.held_until = held, in_sight, known if held else None

    def _outcome(self, message: ReceivedMessage) -> MessageResult:
        try:
            work = self.way(message.body)
            done = 0 if self.dry_run else work()
        except (Unprocessable, Retryable) as error:
            return MessageResult(
                message_id=message.id,
                kind="poison" if isinstance(error, Unprocessable) else "failed",
                reason=error.reason,
                subject=error.subject,
                transactions=error.transactions,
                place=error.place,
            )
        new = done or self.dry_run
        return MessageResult(message_id=message.id, kind="redriven" if new else "duplicate", transactions=done)

    def _settle(self, result: RedriveResult, outcomes: Sequence[MessageResult]) -> None:
        """Counts, and deletes what is done."""
        told = [self._told(each) for each in outcomes]
        leaving = [each.message_id for each in told if self._leaves(each)]
        undeleted = self._hands.delete(leaving)
        for each in told:
            outcome = replace(each, kind="failed", reason=UNDELETED) if each.message_id in undeleted else each
            result.add(outcome, discarded=each.message_id in leaving and each.message_id not in undeleted)

    def _told(self, outcome: MessageResult) -> MessageResult:
        """Tell a message whose record another one stands for; that one must not leave the queue by another's hand."""
        if outcome.place is None:
            return outcome
        twin = self._twins.get(outcome.place)
        if twin and self._hands.vouch_for(twin):
            return replace(outcome, kind="repeat")
        self._twins[outcome.place] = outcome.message_id
        return outcome

    def _leaves(self, outcome: MessageResult) -> bool:
        if self.dry_run or outcome.kind == "failed":
            return False
        return outcome.kind != "poison" or self.discard

    @staticmethod
    def _failed_all(outcomes: Sequence[MessageResult]) -> bool:
        return all(each.kind == "failed" and not each.transactions for each in outcomes)
