"""The plan for a load: each part's need, the limit that is reached first, and a month's cost."""

import math
from dataclasses import asdict, dataclass

from fraudctl.capacity.bill import Invocations, Usage, bill, traces
from fraudctl.capacity.durations import (
    STREAM_BATCH,
    ExpectedLoad,
    StageMemory,
    StageTimes,
    average_batch_size,
    ingestion_seconds,
    processing_seconds,
    scoring_seconds,
)
from fraudctl.capacity.storage import SECONDS_PER_MONTH, stored_bytes

SHARD_WRITES = 1000
"""Write units a second of a partition, and so of a shard of its stream: DynamoDB's developer guide, "Partitions"."""

MIN_SHARDS = 4
"""A new on-demand table takes 4,000 writes a second: DynamoDB's developer guide, "Initial throughput"."""

LOG_BYTES_A_REQUEST, LOG_BYTES_A_BATCH, LOG_BYTES_A_TRANSACTION = 260, 420, 90


@dataclass(frozen=True, kw_only=True)
class CapacityLimits:
    """Limits as configured, and AWS's default quotas of a new account in us-east-1."""

    throttle_rate: float = 1_000
    api_requests: float = 10_000
    concurrency: float = 1_000
    processor_concurrency: float = math.inf
    scorer_concurrency: float = math.inf
    table_writes: float = 40_000
    publishes: float = 30_000

    def __post_init__(self) -> None:
        for name, limit in asdict(self).items():
            if not limit > 0:
                raise ValueError(f"{name.replace('_', ' ')} must be above 0, not {limit}")


@dataclass(frozen=True, kw_only=True)
class Need:
    """A load's need of one resource, the amount available, and the remedy if it is not enough."""

    what: str
    need: float
    have: float
    remedy: str
    bounded: bool = False
    """True if the need stays below what there is however high the rate gets, as others share it then."""

    @property
    def share(self) -> float:
        """Return the needed share of what is available; above 1 the limit is exceeded."""
        return self.need / self.have


@dataclass(frozen=True, kw_only=True)
class CapacityPlan:
    """Needs, the tightest first, the monthly bill in USD by service, and the stream's figures."""

    load: ExpectedLoad
    shards: int
    records: float
    """Records in a batch of the stream, on average."""
    needs: tuple[Need, ...]
    monthly: dict[str, float]

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
    shards = max(MIN_SHARDS, math.ceil(load.rate / SHARD_WRITES))
    records = average_batch_size(load.rate / shards, times, memory)
    seconds = {
        "ingestion": ingestion_seconds(load, times, memory),
        "processing": processing_seconds(records, times, memory),
        "scoring": scoring_seconds(records, load, times, memory),
    }
    runs = {"ingestion": load.requests, "processing": load.rate / records, "scoring": load.rate / records}
    busy = {name: runs[name] * seconds[name] for name in runs}  # Little's law: how many run at once
    drained = STREAM_BATCH / processing_seconds(STREAM_BATCH, times, memory)
    needs = [
        Need(what="requests/s: stage throttle", need=load.requests, have=limits.throttle_rate,
             remedy="set throttleRate and throttleBurst, or send batches"),
        Need(what="requests/s: account quota", need=load.requests, have=limits.api_requests,
             remedy="raise API Gateway's throttle quota, or send batches"),
        Need(what="concurrency: account quota", need=sum(busy.values()), have=limits.concurrency,
             remedy="raise Lambda's concurrent executions quota"),
        Need(what="concurrency: processor", need=min(shards, busy["processing"]),
             have=limits.processor_concurrency, remedy="set processorConcurrency"),
        Need(what="concurrency: scorer", need=busy["scoring"], have=limits.scorer_concurrency,
             remedy="set scorerConcurrency"),
        Need(what="records/s: one shard", need=load.rate / shards, have=drained, remedy="set a parallelization factor",
             bounded=drained > SHARD_WRITES),
        Need(what="writes/s: one table", need=load.rate, have=limits.table_writes,
             remedy="raise DynamoDB's table write quota, and pre-warm the tables"),
        Need(what="writes/s: profiles table", need=load.rate * load.entities, have=limits.table_writes,
             remedy="raise DynamoDB's table write quota, and pre-warm the table"),
        Need(what="publishes/s: topic", need=load.rate * load.alerted, have=limits.publishes,
             remedy="raise SNS's publish quota, or the alert threshold"),
    ]  # fmt: skip
    return CapacityPlan(
        load=load,
        shards=shards,
        records=records,
        needs=tuple(sorted(needs, key=lambda need: need.share, reverse=True)),
        monthly=_monthly(load, runs, seconds, memory),
    )


def _monthly(
    load: ExpectedLoad, runs: dict[str, float], seconds: dict[str, float], memory: StageMemory
) -> dict[str, float]:
    transactions, requests = load.rate * SECONDS_PER_MONTH, load.requests * SECONDS_PER_MONTH
    megabytes = asdict(memory)
    invocations = {
        name: Invocations(
            count=rate * SECONDS_PER_MONTH, memory=megabytes[name], seconds=rate * seconds[name] * SECONDS_PER_MONTH
        )
        for name, rate in runs.items()
    }
    usage = Usage(
        transactions=transactions,
        api_requests=requests,
        invocations=invocations,
        write_units=(2 + load.entities) * transactions,
        read_units=(2 + (1 + load.facts) * load.entities) * transactions,
        published=transactions * load.alerted,
        traces=traces(requests, SECONDS_PER_MONTH),
        log_bytes=requests * LOG_BYTES_A_REQUEST
        + 2 * invocations["scoring"].count * LOG_BYTES_A_BATCH
        + transactions * LOG_BYTES_A_TRANSACTION,
        stored_bytes=stored_bytes(load),
    )
    return {service: usd * transactions / 1e6 for service, usd in bill(usage).items()}
