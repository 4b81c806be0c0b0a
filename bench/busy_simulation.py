"""One terminal that takes all traffic, batch by batch, as a simulation.

Poisson arrivals come in by as many shards as the rate needs. Each shard's batches are processed one after the other,
and every one is scored beside the others, by `bench.scoring_simulation`.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from bench.aws.clock import LATENCIES
from bench.aws.versioned_table import VersionedTable
from bench.cpu_time import CpuTime
from bench.load_simulation import QUEUED, SHARD_RATE, shard_batches
from bench.packaged import packaged_strategy
from bench.scoring_run import ScoringRun
from bench.scoring_simulation import SimulatedProfileScoring, SimulatedScoring, on_virtual_threads
from bench.virtual_threads import VirtualThreads
from handlers.contract.transaction import Transaction
from handlers.decision.profile.codec import decode

TERMINAL = "T-1"
KEY = f"profile#terminal#{TERMINAL}"
CUSTOMERS = 100_000
BEGINS = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
"""At the beginning of an hour, so that the whole simulation is in one."""

PROCESSING = LATENCIES["Invoke"] + 0.004
"""Seconds of a batch in Processing: 34 records come meanwhile, of the 1,000 a second of a shard."""
COMPUTING = CpuTime(fixed=0.003, each=0.0002)
"""About what Scoring computes, with the share of a CPU that its memory buys; `make bench` measures it anew."""


@dataclass(kw_only=True)
class BusyRun:
    """The results of a simulated load; times are in seconds since it began."""

    scoring: ScoringRun
    fills: list[int] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    """Of each record, from its arrival until Processing had it."""
    folded: int = 0
    """Payments in the terminal's profile."""
    busy_after: float = 0.0
    """The time of the last write of the terminal's profile."""


def simulate_terminal(*, rate: int, seconds: float, profiles: bool, cpu: CpuTime = COMPUTING, seed: int = 1) -> BusyRun:
    """Simulate a load; without `profiles`, Scoring of the same without reading, folding and writing them."""
    chance = random.Random(seed)  # noqa: S311 -- arrivals, not secrets
    threads = VirtualThreads()
    table = VersionedTable(threads)
    scoring = (
        SimulatedProfileScoring(threads, BEGINS, cpu, table, packaged_strategy())
        if profiles
        else SimulatedScoring(threads, BEGINS, cpu)
    )
    run = BusyRun(scoring=scoring.run)
    for shard in _shards(rate, seconds, chance):
        for started, batch in shard_batches(shard, chance.uniform(0, PROCESSING), lambda _size: PROCESSING):
            run.fills.append(len(batch))
            run.lags += [started - arrived for _, arrived, _ in batch]
            scoring.invoke(started + PROCESSING + QUEUED, [payment for _, _, payment in batch])
    with on_virtual_threads(threads, seed):
        threads.run()
    if profiles:
        run.folded, run.busy_after = decode(table.items[KEY]["profile"]["B"]).count, table.written[KEY]
    return run


def _shards(rate: int, seconds: float, chance: random.Random) -> Sequence[list[tuple[float, float, Transaction]]]:
    """Return the records of each shard: when it was stored, when it came, and the payment."""
    shards: list[list[tuple[float, float, Transaction]]] = [[] for _ in range(-(-rate // SHARD_RATE))]
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
