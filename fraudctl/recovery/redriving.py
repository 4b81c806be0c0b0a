"""The loop that empties a dead-letter queue: a message leaves it only when its work is durable."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from fraudctl.recovery.errors import NotDurable, Poisoned
from fraudctl.recovery.outcomes import Ended, Outcome, Redriven
from fraudctl.recovery.queue import MOST_IN_A_CALL, DeadLetters, Message

Work = Callable[[], bool]
"""Does what a message asks for, and says whether anything was left to do; raises Poisoned or NotDurable."""

Way = Callable[[str], Work]
"""The work that a message's body asks for, found without doing anything; raises Poisoned."""

CONCURRENCY = 8
UNDELETED = "done, but it could not be deleted: a later run will find nothing left to do"
HOPELESS = 3
"""Batches in a row of which nothing could be made durable: what they need is out, and the rest would fare alike."""


@dataclass(kw_only=True)
class Redrive:
    """One run over one queue, in batches; between them it may be stopped, and gives back what it keeps."""

    queue: DeadLetters
    way: Way
    most: int | None = None
    dry_run: bool = False
    discard: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    progress: Callable[[Redriven], None] = lambda _: None
    _held: dict[str, Message] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)

    def __call__(self) -> Redriven:
        """Works until nothing new is in sight, `most` are taken, or it is stopped."""
        result, hopeless = Redriven(dry_run=self.dry_run), 0
        try:
            with ThreadPoolExecutor(CONCURRENCY) as pool:
                while not (ended := self._ended(result, hopeless)):
                    batch = self.queue.take(self._room(result))
                    if not batch:
                        ended = "empty"
                        break
                    outcomes = list(pool.map(self._outcome, self._fresh(batch)))
                    self._settle(result, outcomes)
                    hopeless = hopeless + 1 if self._failed_all(outcomes) else 0
                    self.progress(result)
        finally:
            self.queue.release(self._held.values())
        result.ended = ended
        return result

    def _ended(self, result: Redriven, hopeless: int) -> Ended | None:
        if self.stop.is_set():
            return "interrupted"
        if hopeless >= HOPELESS:
            return "hopeless"
        return "most" if self._room(result) <= 0 else None

    def _room(self, result: Redriven) -> int:
        return MOST_IN_A_CALL if self.most is None else self.most - result.taken

    def _fresh(self, batch: Sequence[Message]) -> list[Message]:
        """Those not seen before: SQS may give out a message twice, and one that is held too long comes again."""
        self.queue.delete([each for each in batch if each.id in self._done])
        fresh = [each for each in batch if each.id not in self._done and each.id not in self._held]
        self._held |= {each.id: each for each in batch if each.id not in self._done}
        return fresh

    def _outcome(self, message: Message) -> Outcome:
        try:
            work = self.way(message.body)
            new = self.dry_run or work()
        except Poisoned as error:
            return Outcome(message_id=message.id, kind="poison", reason=error.reason, subject=error.subject)
        except NotDurable as error:
            return Outcome(message_id=message.id, kind="failed", reason=error.reason, subject=error.subject)
        return Outcome(message_id=message.id, kind="redriven" if new else "duplicate")

    def _settle(self, result: Redriven, outcomes: Sequence[Outcome]) -> None:
        """Counts, and deletes what is done."""
        leaving = [each for each in outcomes if self._leaves(each)]
        undeleted = self.queue.delete([self._held[each.message_id] for each in leaving])
        gone = {each.message_id for each in leaving} - undeleted
        self._done |= gone
        for message_id in gone:
            del self._held[message_id]
        for each in outcomes:
            outcome = replace(each, kind="failed", reason=UNDELETED) if each.message_id in undeleted else each
            result.add(outcome, discarded=outcome.message_id in gone)

    def _leaves(self, outcome: Outcome) -> bool:
        if self.dry_run or outcome.kind == "failed":
            return False
        return outcome.kind != "poison" or self.discard

    @staticmethod
    def _failed_all(outcomes: Sequence[Outcome]) -> bool:
        return bool(outcomes) and all(each.kind == "failed" for each in outcomes)
