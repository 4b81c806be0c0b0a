"""One terminal that takes all traffic, batch by batch, as a simulation: the real folding on virtual threads.

Poisson arrivals come in by as many shards as the rate needs. Each shard's batches are processed one after the other,
and every one is scored beside the others. Scoring reads scores and profiles, decides, folds, writes and inserts, as the
real one does and by the real code; only AWS is a table in memory, whose calls take what the clock of `make bench` says.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bench.aws.clock import LATENCIES
from bench.aws.versioned_table import VersionedTable
from bench.load_simulation import QUEUED, SHARD_RATE, shard_batches
from bench.packaged import packaged_strategy
from bench.virtual_threads import VirtualThreads
from handlers.aws import concurrency
from handlers.aws.judge import Judge, ProfileTroubles
from handlers.aws.profile_folder import ProfileFolder
from handlers.aws.profile_store import ProfileStore
from handlers.contract.transaction import Transaction
from handlers.decision.batch import BatchDecider
from handlers.decision.profile.codec import decode

TERMINAL = "T-1"
KEY = f"profile#terminal#{TERMINAL}"
CUSTOMERS = 100_000
BEGINS = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
"""At the beginning of an hour, so that the whole simulation is in one."""

PROCESSING = LATENCIES["Invoke"] + 0.004
"""Seconds of a batch in Processing: 34 records come meanwhile, of the 1,000 a second of a shard."""
COMPUTING = 0.010
"""Seconds of CPU that Scoring takes for such a batch."""


@dataclass(kw_only=True)
class BusyRun:
    """The results of a simulated load; times are in seconds since it began."""

    fills: list[int] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    """Of each record, from its arrival until Processing had it."""
    delays: list[tuple[float, float]] = field(default_factory=list)
    """Of each payment, when it came and the seconds until its score was written."""
    races: int = 0
    left_out: int = 0
    """Payments that the terminal's profile lacks, because it was given up for their part of the batch."""
    given_up: int = 0
    """Parts of batches for which it was given up."""
    most_at_once: int = 0
    """Invocations of Scoring."""
    folded: int = 0
    """Payments in the terminal's profile."""
    busy_after: float = 0.0
    """The time of the last write of the terminal's profile."""


def simulate_terminal(*, rate: int, seconds: float, profiles: bool, seed: int = 1) -> BusyRun:
    """Simulate a load; without `profiles`, Scoring of the same without reading, folding and writing them."""
    chance = random.Random(seed)  # noqa: S311 -- arrivals, not secrets
    threads, run = VirtualThreads(), BusyRun()
    scoring = _Scoring(threads, run, seed) if profiles else _ScoringAlone(threads, run)
    for shard in _shards(rate, seconds, chance):
        for started, batch in shard_batches(shard, chance.uniform(0, PROCESSING), lambda _size: PROCESSING):
            payments = [payment for _, _, payment in batch]
            run.fills.append(len(batch))
            run.lags += [started - arrived for _, arrived, _ in batch]
            threads.start(started + PROCESSING + QUEUED, lambda payments=payments: scoring.score(payments))  # type: ignore[misc]  # the default binds
    pool = concurrency.POOL
    concurrency.POOL = threads  # type: ignore[assignment]  # it maps, as a pool does
    try:
        threads.run()
    finally:
        concurrency.POOL = pool
    scoring.finish()
    return run


class _ScoringAlone:
    """Scoring's calls without profiles: read scores, compute, insert scores."""

    def __init__(self, threads: VirtualThreads, run: BusyRun) -> None:
        self._threads, self._run, self._at_once = threads, run, 0

    def score(self, payments: Sequence[Transaction]) -> None:
        """Score a batch, and note how long that took."""
        self._at_once += 1
        self._run.most_at_once = max(self._run.most_at_once, self._at_once)
        self._threads.sleep(LATENCIES["BatchGetItem"] + COMPUTING)
        self._decide(payments)
        self._at_once -= 1

    def finish(self) -> None:
        """Note the state at the end."""

    def _decide(self, payments: Sequence[Transaction]) -> None:
        self._insert(payments)

    def _insert(self, payments: Sequence[Transaction]) -> None:
        self._threads.sleep(LATENCIES["BatchExecuteStatement"])
        came = [each.timestamp / 1000 - BEGINS.timestamp() for each in payments]
        self._run.delays += [(at, self._threads.now - at) for at in came]


class _Scoring(_ScoringAlone):
    """The same with profiles, by the code of the real one."""

    def __init__(self, threads: VirtualThreads, run: BusyRun, seed: int) -> None:
        super().__init__(threads, run)
        self._table = VersionedTable(threads)
        store = ProfileStore(self._table, "fraud-profiles-bench")  # type: ignore[arg-type]  # it has the two calls
        random.seed(seed)  # of the jitter before a try
        folder = ProfileFolder(store, retention=timedelta(days=400), pause=threads.sleep)
        self._judge = Judge(BatchDecider(packaged_strategy()), store, folder)

    def finish(self) -> None:
        """Note what the terminal's profile has in the end, and since when."""
        self._run.folded = decode(self._table.items[KEY]["profile"]["B"]).count
        self._run.busy_after = self._table.written[KEY]

    def _decide(self, payments: Sequence[Transaction]) -> None:
        troubles, now = ProfileTroubles(), BEGINS + timedelta(seconds=self._threads.now)
        for decisions in self._judge.decide_and_fold(payments, now, troubles):
            if KEY in troubles.given_up:
                self._run.given_up += 1
                self._run.left_out += len(decisions)
                troubles.given_up.clear()
            self._insert([each.transaction for each in decisions])
        self._run.races += troubles.races


def _shards(rate: int, seconds: float, chance: random.Random) -> list[list[tuple[float, float, Any]]]:
    """Return the records of each shard: when it was stored, when it came, and the payment."""
    shards: list[list[tuple[float, float, Any]]] = [[] for _ in range(-(-rate // SHARD_RATE))]
    arrived, number = 0.0, 0
    while (arrived := arrived + chance.expovariate(rate)) < seconds:
        number += 1
        payment = Transaction(
            transaction_id=f"tx-{number}",
            timestamp=int((BEGINS.timestamp() + arrived) * 1000),
            amount=Decimal(chance.randrange(100, 20_000)) / 100,
            merchant="Web Shop",
            customer_id=f"C-{chance.randrange(CUSTOMERS)}",
            terminal_id=TERMINAL,
            currency="EUR",
        )
        chance.choice(shards).append((arrived, arrived, payment))
    return shards
