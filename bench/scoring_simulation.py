"""Scoring of many batches side by side, as a simulation: the real deciding and folding on virtual threads.

Only AWS is a table in memory, whose calls take what the clock of `make bench` says, and CPU time is slept.
"""

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from unittest.mock import patch

from bench.aws.clock import LATENCIES
from bench.aws.versioned_table import VersionedTable
from bench.cpu_time import CpuTime
from bench.region import FIELDS, entity_of
from bench.scoring_run import ScoringRun
from bench.virtual_threads import VirtualThreads
from handlers.aws import batch_calls, concurrency, profile_store
from handlers.aws.judge import Decided, Judge, Troubles
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore
from handlers.contract.transaction import Transaction
from handlers.decision.attempts import NO_ATTEMPTS
from handlers.decision.batch import BatchDecider
from handlers.decision.decide import Decision
from handlers.decision.panel import Panel
from handlers.decision.payments import Known, Payment
from handlers.decision.strategy.strategy import Strategy

BEFORE, BETWEEN = 0.12, 0.55
"""Shares of Scoring's CPU time before it reads profiles, and from then until it has written them; the rest comes after.
As the requests of a batch of 34 were sent, on 2026-11-26; a write is lost to whoever comes in between."""


class SimulatedScoring:
    """Scoring without profiles: read scores, decide, insert scores, as often at a time as there is work."""

    def __init__(self, threads: VirtualThreads, begins: datetime, cpu: CpuTime) -> None:
        self.run = ScoringRun()
        self._threads, self._begins, self._cpu = threads, begins, cpu

    def invoke(self, at: float, payments: Sequence[Transaction]) -> None:
        """Have a batch scored from a time on."""
        self._threads.start(at, lambda: self._score(payments))

    def _score(self, payments: Sequence[Transaction]) -> None:
        began = self._threads.now
        seconds = self._cpu.of(len(payments))
        self._threads.sleep(LATENCIES["BatchGetItem"] + BEFORE * seconds)
        self._decide(payments)
        self._threads.sleep((1 - BEFORE - BETWEEN) * seconds)
        self.run.spans.append((began, self._threads.now))

    def _decide(self, payments: Sequence[Transaction]) -> None:
        self._threads.sleep(BETWEEN * self._cpu.of(len(payments)))
        self._insert(payments)

    def _insert(self, payments: Sequence[Transaction]) -> None:
        self._threads.sleep(LATENCIES["BatchExecuteStatement"])
        came = [each.timestamp / 1000 - self._begins.timestamp() for each in payments]
        self.run.delays += [(at, self._threads.now - at) for at in came]


class _TimedDecider(BatchDecider):
    """A decider that takes its time for a part of a batch before it decides on the first of it."""

    def __init__(self, strategy: Strategy, threads: VirtualThreads, cpu: CpuTime) -> None:
        super().__init__(Panel.of_one(strategy))
        self._threads, self._cpu = threads, cpu
        self._sizes: dict[tuple[str, int], int] = {}

    def parts(self, transactions: Iterable[Transaction]) -> Iterator[list[Payment]]:
        for part in super().parts(transactions):
            self._sizes[part[0].transaction.key] = len(part)
            yield part

    def decide(
        self,
        payment: Payment,
        known: Known,
        as_of: int,
        attempts: Mapping[str, int] = NO_ATTEMPTS,
        unread: Collection[str] = (),
    ) -> Decision:
        if size := self._sizes.pop(payment.transaction.key, 0):
            self._threads.sleep(BETWEEN * self._cpu.of(size))
        return super().decide(payment, known, as_of, attempts, unread)


class SimulatedProfileScoring(SimulatedScoring):
    """Scoring with profiles, by the code of the real one."""

    def __init__(
        self, threads: VirtualThreads, begins: datetime, cpu: CpuTime, table: VersionedTable, strategy: Strategy
    ) -> None:
        super().__init__(threads, begins, cpu)
        store = ProfileStore(table, "fraud-profiles-bench")  # type: ignore[arg-type]  # it has the two calls
        folder = ProfileFolder(store, retention=timedelta(days=400), pause=threads.sleep)
        decider = _TimedDecider(strategy, threads, cpu)
        self._judge = Judge(lambda: decider, store, folder)

    def _decide(self, payments: Sequence[Transaction]) -> None:
        troubles, now = Troubles(), self._begins + timedelta(seconds=self._threads.now)
        alerts = 0
        for decisions in self._judge.decide_and_fold(payments, now, troubles):
            part = [each.transaction for each in decisions]
            self.run.given_up.update(troubles.given_up.keys())
            self.run.left_out.update(key for each in part for key in _profiles(each) if key in troubles.given_up)
            troubles.given_up.clear()
            self._insert(part)
            alerts += _alerts(decisions)
        if alerts:  # a pool's workers publish and settle them at the same time
            self._threads.sleep(
                -(-alerts // concurrency.MAX_WORKERS) * (LATENCIES["Publish"] + LATENCIES["UpdateItem"])
            )
        self.run.races += troubles.races


def _profiles(payment: Transaction) -> list[str]:
    return [entity_of(kind, str(getattr(payment, field))).profile for kind, field in FIELDS.items()]


def _alerts(decisions: Sequence[Decided]) -> int:
    return sum(each.alert_due for each in decisions)


@contextmanager
def on_virtual_threads(threads: VirtualThreads, seed: int) -> Iterator[None]:
    """Have the functions' code run its calls and its pauses on virtual threads, with the same jitter every time."""
    drain = partial(batch_calls.drain, pause=threads.sleep)
    random.seed(seed)
    with patch.object(concurrency, "POOL", threads), patch.object(profile_store, "drain", drain):
        yield
