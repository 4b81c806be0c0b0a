"""The plan for a load: each part's need, the limit that is reached first, and a month's cost."""

import math
from dataclasses import dataclass

from fraudctl.capacity.durations import (
    STREAM_BATCH,
    StageMemory,
    StageTimes,
    average_batch_size,
    decision_seconds,
    ingestion_seconds,
    processing_seconds,
    queries_seconds,
    scoring_seconds,
)
from fraudctl.capacity.load import ExpectedLoad
from fraudctl.capacity.needs import SHARD_WRITES, CapacityLimits, Need, burst_needs, decision_needs, pipeline_needs
from fraudctl.capacity.storage import SECONDS_PER_MONTH
from fraudctl.capacity.usage import monthly_bill, row_writes

MIN_SHARDS = 4
"""A new on-demand table takes 4,000 writes a second: DynamoDB's developer guide, "Initial throughput"."""


@dataclass(frozen=True, kw_only=True)
class CapacityPlan:
    """Needs, the tightest first, the monthly bill in USD by service, and the stream's figures."""

    load: ExpectedLoad
    shards: int
    records: float
    """Records in a batch of the stream, on average."""
    needs: tuple[Need, ...]
    monthly: dict[str, float]
    warm: int | None = None
    """Environments that answer the burst if they are started before it comes."""

    @property
    def binding(self) -> Need:
        """Return the need whose limit is reached first."""
        return next(each for each in self.needs if not each.bounded)

    @property
    def per_million(self) -> float:
        """Return USD for a million transactions."""
        return sum(self.monthly.values()) / (self.load.rate * SECONDS_PER_MONTH) * 1e6


def plan_capacity(
    load: ExpectedLoad,
    *,
    limits: CapacityLimits | None = None,
    times: StageTimes | None = None,
    memory: StageMemory | None = None,
) -> CapacityPlan:
    """Return the plan for a load; by default with AWS's quotas for a new account and the default configuration."""
    limits, times, memory = limits or CapacityLimits(), times or StageTimes(), memory or StageMemory()
    shards = max(MIN_SHARDS, math.ceil(load.rate * row_writes(load) / SHARD_WRITES))
    records = average_batch_size(load.rate / shards, times, memory)
    entry, entry_seconds = ("decision", decision_seconds) if load.decided else ("ingestion", ingestion_seconds)
    seconds = {
        entry: entry_seconds(load, times, memory),
        "processing": processing_seconds(records, times, memory),
        "scoring": scoring_seconds(records, load, times, memory),
    }
    runs = {entry: load.requests, "processing": load.rate / records, "scoring": load.rate / records}
    if load.reads:
        seconds["queries"], runs["queries"] = queries_seconds(times, memory), load.rate * load.reads
    busy = {name: runs[name] * seconds[name] for name in runs}  # Little's law: how many run at once
    drained = STREAM_BATCH / processing_seconds(STREAM_BATCH, times, memory)
    needs = pipeline_needs(load, limits, busy, shards=shards, drained=drained)
    if load.decided:
        needs += decision_needs(load, limits, busy[entry])
    if load.burst:
        needs += burst_needs(load.burst, load, limits, times, seconds[entry])
    return CapacityPlan(
        load=load,
        shards=shards,
        records=records,
        needs=tuple(sorted(needs, key=lambda need: need.share, reverse=True)),
        monthly=monthly_bill(load, runs, seconds, memory),
        warm=math.ceil(load.burst * seconds[entry]) if load.burst else None,
    )
