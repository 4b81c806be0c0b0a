"""An officer who erases customers by the command's own code, is interrupted, and goes on; and what comes late."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

from botocore.exceptions import BotoCoreError, ClientError

from chaos.erasure_book import ErasedPerson
from chaos.ledger import Ledger
from chaos.traffic.persons import erased_persons
from fraudctl.erase.eraser import Eraser, Found
from fraudctl.erase.record import WAIT
from fraudctl.erase.stack import eraser_of
from fraudctl.erase.whom import Whom
from fraudctl.errors import CommandError
from fraudctl.interruption import Interrupted
from fraudctl.stacks.target import Target
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import ALWAYS

SHARE = 0.4
"""Of the first part of the traffic, sent before the officer begins."""
INTERRUPTED = 0.1
"""The share of pages of a table after which the eraser is interrupted."""
MOST_RUNS = 60
"""Runs of the eraser for one person, each of which goes on where one ended."""
LOOK = 0.1
"""Seconds between two looks at how much was sent."""
SEGMENTS = 2
PAUSE = 1.0
"""Seconds until what the eraser could not do, others' payments in a message, may be done."""


class NotErasedError(Exception):
    """Raised when somebody could not be erased however often the eraser was run; says whom."""


class Officer:
    """Erases every other person of some kinds' traffic."""

    def __init__(self, target: Target, ledger: Ledger, labels: Sequence[str], seed: int, *, through: str) -> None:
        """`through` is the address of a proxy."""
        self._target = replace(target, emulator=through)
        self._ledger = ledger
        self._labels = labels
        self._chance = random.Random(f"{seed} {labels} officer")  # noqa: S311 -- no secret

    @contextmanager
    def marking(self, count: int) -> Iterator[None]:
        """Begin the erasures in the middle of so much traffic of each kind, which the block sends."""
        over = threading.Event()
        with ThreadPoolExecutor(1) as threads:
            working = threads.submit(self._mark_all, count, over)
            try:
                yield
            finally:
                over.set()
        working.result()

    def wait_for_moments(self) -> None:
        """Let the moments of all erasures that have begun pass."""
        latest = max((each.moment for label in self._labels for each in self._persons(label)), default=0)
        threading.Event().wait(max(0.0, latest / 1000 - time.time()) + LOOK)

    @contextmanager
    def erasing(self) -> Iterator[None]:
        """Erase them while the block goes on; it ends once they are."""
        with ThreadPoolExecutor(1) as threads:
            working = threads.submit(self._erase_all)
            yield
        working.result()

    def finish(self) -> None:
        """Finish the erasures, by a clock that is as many days ahead as the command waits for."""
        ahead = int((WAIT + timedelta(minutes=1)).total_seconds() * 1000)

        def later() -> int:
            return int(time.time() * 1000) + ahead

        for each in (each for label in self._labels for each in self._persons(label) if not each.finished):
            self._run(each.customer, Eraser.finish, clock=later)
            each.finished = True

    def _persons(self, label: str) -> Sequence[ErasedPerson]:
        return self._ledger.erasures.persons_of(label)

    def _mark_all(self, count: int, over: threading.Event) -> None:
        for label in self._labels:
            while len(self._ledger.attempts_of(label)) < SHARE * count and not over.wait(LOOK):
                pass
            for customer in erased_persons(label):
                record = self._marked(customer)
                self._ledger.erasures.add(ErasedPerson(kind=label, customer=customer, moment=record))

    def _marked(self, customer: str) -> int:
        for _ in range(MOST_RUNS):
            with suppress(CommandError, ClientError, BotoCoreError):
                return self._eraser(customer).mark().moment
        raise NotErasedError(customer)

    def _erase_all(self) -> None:
        for each in (each for label in self._labels for each in self._persons(label)):
            found = self._run(each.customer, Eraser.erase)
            if found.record is None or found.record.moment != each.moment:
                raise NotErasedError(f"{each.customer}, but as somebody else: {found.record}")
            each.erased = time.time() * 1000

    def _run(self, customer: str, run: Callable[[Eraser], Found], *, clock: Callable[[], int] | None = None) -> Found:
        """Run the eraser until it says that it is done."""
        said: object = None
        for _ in range(MOST_RUNS):
            try:
                found = run(self._eraser(customer, clock=clock))
                if found.complete:
                    return found
                said = found.queues
                threading.Event().wait(PAUSE)
            except (CommandError, ClientError, BotoCoreError, Interrupted) as error:
                said = repr(error)
            self._ledger.erasures.interrupted += 1
        raise NotErasedError(f"{customer}: {said}")

    def _eraser(self, customer: str, *, clock: Callable[[], int] | None = None) -> Eraser:
        """Return an eraser that waits for no call that is under way: the campaign has waited until there was none."""
        return eraser_of(
            self._target,
            Whom(EntityKey("customer", customer), ALWAYS["customer"], ALWAYS),
            segments=SEGMENTS,
            looked=self._interrupt,
            wait=lambda _: None,
            clock=clock,
        )

    def _interrupt(self, _table: str, _items: int) -> None:
        if self._chance.random() < INTERRUPTED:
            raise Interrupted


def finish_erasures(target: Target, ledger: Ledger, seed: int, *, through: str) -> None:
    """Finish all erasures, when nothing of what was received before them is on its way any more."""
    labels = sorted({each.kind for each in ledger.erasures.persons.values()})
    Officer(target, ledger, labels, seed, through=through).finish()
