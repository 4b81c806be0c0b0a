"""The pipeline under load, event by event, as a simulation that runs the real functions on a virtual clock.

Poisson arrivals; Ingestion and Scoring run as many at a time as there is work; each shard's batches are processed one
after the other. What a function calls and logs is what the real one does, and its calls' latencies are the clock's; its
CPU time is measured once beforehand, so that a busy machine does not bend the curve.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bench.cpu_time import CpuTime
from bench.functions import MEMORY
from bench.pipeline import TimedInvocation, TimedPipeline
from fraudctl.capacity.bill import Invocations, Usage, billed_seconds, traces

Record = TypeVar("Record")

POLL = 0.25
"""Seconds between two polls of a shard without records: Lambda's developer guide, "Polling and batching streams"."""

BATCH = 100
SHARD_RATE = 1000
"""Writes a second that one partition takes, and so one shard brings: DynamoDB's developer guide, "partitions"."""

FEWEST_SHARDS = 4
"""A new on-demand table takes 4,000 writes a second: DynamoDB's developer guide, "Initial throughput"."""

QUEUED = 0.015
"""Seconds that an asynchronous invocation waits in Lambda's queue."""


@dataclass(kw_only=True)
class SimulatedRun:
    """The usage of a simulated load, and its transactions' delays from arrival to score, in seconds."""

    rate: float
    usage: Usage
    fills: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def fill(self) -> float:
        """Return the records in the average batch."""
        return sum(self.fills) / len(self.fills)

    @property
    def calls_each(self) -> float:
        """Return the calls to AWS a transaction."""
        return self.calls.total() / self.usage.transactions


def simulate_load(
    stages: TimedPipeline, cpu: Mapping[str, CpuTime], *, rate: float, count: int, seed: int = 1
) -> SimulatedRun:
    """Simulate so many transactions, offered at a steady rate a second."""
    chance = random.Random(seed)  # noqa: S311 -- arrivals, not secrets
    run = SimulatedRun(rate=rate, usage=Usage(transactions=count, api_requests=count))
    used = {name: Invocations(count=0, memory=memory, seconds=0) for name, memory in MEMORY.items()}
    shards: list[list[tuple[float, float, dict[str, Any]]]] = [[] for _ in range(_shards(rate))]

    def took(ran: TimedInvocation, transactions: int) -> float:
        seconds = billed_seconds(ran.waited, cpu[ran.function].of(transactions), MEMORY[ran.function])
        used[ran.function].count += 1
        used[ran.function].seconds += seconds
        run.usage.log_bytes += ran.log_bytes
        run.usage.write_units += ran.write_units
        run.usage.read_units += ran.read_units
        run.calls += ran.calls
        return seconds

    arrived = 0.0
    for body in stages.region.bodies(count):
        arrived += chance.expovariate(rate)
        image, ran = stages.run("ingestion", lambda body=body: stages.pipeline.ingest(body))  # type: ignore[misc]  # the default binds
        heapq.heappush(chance.choice(shards), (arrived + took(ran, 1), arrived, image))
    for shard in shards:
        for started, batch in shard_batches(
            shard, chance.uniform(0, POLL), lambda size: _processing(cpu, stages, size)
        ):
            images = [image for _, _, image in batch]
            events, ran = stages.run("processing", lambda images=images: stages.pipeline.process(images))  # type: ignore[misc]  # likewise
            handed_over = started + took(ran, len(batch))
            for event in events:
                _, ran = stages.run("scoring", lambda event=event: stages.pipeline.score(event))  # type: ignore[misc]  # likewise
                done = handed_over + QUEUED + took(ran, len(event["transactions"]))
            run.delays += [done - came for _, came, _ in batch]
            run.fills += [len(batch)]
    run.usage.invocations = used
    run.usage.traces = traces(count + len(run.fills), count / rate)
    run.usage.published = run.calls["Publish"]
    return run


def shard_batches(
    shard: Sequence[tuple[float, float, Record]], first_poll: float, seconds: Callable[[int], float]
) -> Iterator[tuple[float, list[tuple[float, float, Record]]]]:
    """Yield each batch of a shard: when it starts, and its records (stored, arrived, record), oldest first.

    An idle shard is polled every quarter of a second; after a batch Lambda polls again at once.
    """
    waiting, now = list(shard), first_poll
    heapq.heapify(waiting)
    while waiting:
        batch: list[tuple[float, float, Record]] = []
        while waiting and waiting[0][0] <= now and len(batch) < BATCH:
            batch.append(heapq.heappop(waiting))
        if not batch:
            now += POLL * max(1, -(-(waiting[0][0] - now) // POLL))
            continue
        yield now, batch
        now += seconds(len(batch))


def _shards(rate: float) -> int:
    return max(FEWEST_SHARDS, int(-(-rate // SHARD_RATE)))


def _processing(cpu: Mapping[str, CpuTime], stages: TimedPipeline, size: int) -> float:
    return billed_seconds(stages.clock.latency("Invoke"), cpu["processing"].of(size), MEMORY["processing"])
