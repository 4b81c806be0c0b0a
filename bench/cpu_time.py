"""CPU time of a function's invocations, as a fixed part and a part for each transaction."""

from dataclasses import dataclass

from bench.functions import MEMORY
from bench.pipeline import TimedPipeline
from bench.sample import proxy_event, stream_event
from fraudctl.capacity.bill import MEGABYTES_A_CPU

FULL = 100
"""Records in a full batch of the stream."""
REPEATS, REPEATS_OF_ONE = 25, 60


@dataclass(frozen=True, kw_only=True)
class CpuTime:
    """CPU seconds of an invocation: a fixed part, and a part for each transaction in it."""

    fixed: float
    each: float

    def of(self, transactions: int) -> float:
        """Return the CPU seconds of an invocation with so many transactions."""
        return self.fixed + self.each * transactions

    def with_memory(self, megabytes: int) -> "CpuTime":
        """Return the seconds that it takes with the share of a CPU that this memory buys."""
        share = min(1.0, megabytes / MEGABYTES_A_CPU)
        return CpuTime(fixed=self.fixed / share, each=self.each / share)


def cpu_time(timed: TimedPipeline, name: str) -> CpuTime:
    """Measure a function's CPU time by invocations with one transaction and with a hundred."""
    bodies = timed.region.bodies(FULL)
    if name == "ingestion":
        event = proxy_event(bodies[0].decode())
        return CpuTime(fixed=timed.cpu(name, lambda: timed.functions.call(name, event), REPEATS_OF_ONE), each=0)
    images = [timed.pipeline.ingest(body) for body in bodies]
    sized = {}
    for size in (1, FULL):
        event = stream_event(images[:size])
        if name == "scoring":
            (event,) = timed.pipeline.process(images[:size])
        sized[size] = timed.cpu(name, lambda event=event: timed.functions.call(name, event), REPEATS)  # type: ignore[misc]  # the default binds
    each = max(0.0, (sized[FULL] - sized[1]) / (FULL - 1))
    return CpuTime(fixed=sized[1] - each, each=each)


def scoring_time(timed: TimedPipeline) -> CpuTime:
    """Measure the seconds that Scoring computes, with the memory that it has."""
    return cpu_time(timed, "scoring").with_memory(MEMORY["scoring"])
