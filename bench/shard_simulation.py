"""Scoring behind one shard that drains at a steady rate, with profiles, conflicts and retries, as a simulation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from bench.aws.versioned_table import Troubles, VersionedTable
from bench.cpu_time import CpuTime
from bench.load_simulation import BATCH
from bench.packaged import packaged_strategy
from bench.region import KnownRegion, profiles_of
from bench.sample import transaction_of
from bench.scoring_run import ScoringRun
from bench.scoring_simulation import SimulatedProfileScoring, on_virtual_threads
from bench.virtual_threads import VirtualThreads
from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import DAY, HOUR

TROUBLES = Troubles(repeated=0.001, throttled=0.001)
"""Of calls to the profiles table one in a thousand is tried again by the SDK, and of statements one in a thousand is
throttled; on a day without incidents it is far fewer."""


@dataclass(frozen=True, kw_only=True)
class ShardLoad:
    """So many records a second for some seconds; payments of the region come, as many as that takes."""

    rate: int
    seconds: float
    cpu: CpuTime
    into_hour: float = 0.0
    """Seconds into an hour in which the payments begin. At its beginning, no terminal has been busy in it."""


def simulate_shard(region: KnownRegion, load: ShardLoad) -> ScoringRun:
    """Return the invocations of Scoring for full batches, each invoked when the shard has come to its end."""
    threads = VirtualThreads()
    first = transaction_of(region.traffic[0]).timestamp
    begins = datetime.fromtimestamp((first // HOUR + DAY // HOUR // 2) * HOUR / 1000 + load.into_hour, UTC)
    table = VersionedTable(threads, {key: region.item(key) for key in _keys(region)}, troubles=TROUBLES)
    scoring = SimulatedProfileScoring(threads, begins, load.cpu, table, packaged_strategy())
    payments = _payments(region, begins, load.rate)
    for number in range(int(load.rate * load.seconds) // BATCH):
        scoring.invoke((number + 1) * BATCH / load.rate, [next(payments) for _ in range(BATCH)])
    with on_virtual_threads(threads, seed=1):
        threads.run()
    return scoring.run


def _keys(region: KnownRegion) -> set[str]:
    return {key for body in region.traffic for key in profiles_of(body)}


def _payments(region: KnownRegion, begins: datetime, rate: int) -> Iterator[Transaction]:
    """Yield the region's next payments again and again, each under an id of its own, at so many a second."""
    known = [transaction_of(body) for body in region.traffic]
    number = 0
    while True:
        for each in known:
            at = begins + timedelta(seconds=number / rate)
            yield msgspec.structs.replace(
                each, transaction_id=f"{each.transaction_id}-{number}", timestamp=int(at.timestamp() * 1000)
            )
            number += 1
