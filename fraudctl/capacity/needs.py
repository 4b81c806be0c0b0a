"""Needs of a load: of each part how much it takes, and how much there is."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from fraudctl.capacity.durations import StageTimes
from fraudctl.capacity.load import ExpectedLoad
from fraudctl.capacity.usage import ALERT_PUBLISHES, decision_writes, row_writes

SHARD_WRITES = 1000
"""Write units a second of a partition, and so of a shard of its stream: DynamoDB's developer guide, "Partitions"."""

NEW_ENVIRONMENTS = 1000
"""Environments that a function may start in ten seconds: Lambda's developer guide, "Lambda scaling behavior"."""


@dataclass(frozen=True, kw_only=True)
class CapacityLimits:
    """Limits as configured, and AWS's default quotas of a new account in us-east-1."""

    throttle_rate: float = 1_000
    throttle_burst: float = 2_000
    api_requests: float = 10_000
    concurrency: float = 1_000
    processor_concurrency: float = math.inf
    scorer_concurrency: float = math.inf
    decision_concurrency: float = math.inf
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


def pipeline_needs(
    load: ExpectedLoad, limits: CapacityLimits, busy: Mapping[str, float], *, shards: int, drained: float
) -> list[Need]:
    """Return what any load needs, of functions that are so often at work at once, and shards that drain so fast."""
    fewer = "" if load.decided else ", or send batches"
    return [
        Need(what="requests/s: stage throttle", need=load.all_requests, have=limits.throttle_rate,
             remedy=f"set throttleRate and throttleBurst{fewer}"),
        Need(what="requests/s: account quota", need=load.all_requests, have=limits.api_requests,
             remedy=f"raise API Gateway's throttle quota{fewer}"),
        Need(what="concurrency: account quota", need=sum(busy.values()), have=limits.concurrency,
             remedy="raise Lambda's concurrent executions quota"),
        Need(what="concurrency: processor", need=min(shards, busy["processing"]),
             have=limits.processor_concurrency, remedy="set processorConcurrency"),
        Need(what="concurrency: scorer", need=busy["scoring"], have=limits.scorer_concurrency,
             remedy="set scorerConcurrency"),
        Need(what="records/s: one shard", need=load.rate / shards, have=drained, remedy="set a parallelization factor",
             bounded=drained > SHARD_WRITES),
        Need(what="writes/s: one table", need=load.rate * row_writes(load), have=limits.table_writes,
             remedy="raise DynamoDB's table write quota, and pre-warm the tables"),
        Need(what="writes/s: profiles table", need=load.rate * load.entities, have=limits.table_writes,
             remedy="raise DynamoDB's table write quota, and pre-warm the table"),
        Need(what="publishes/s: topic", need=load.rate * load.alerted * ALERT_PUBLISHES, have=limits.publishes,
             remedy="raise SNS's publish quota, or the alert threshold"),
    ]  # fmt: skip


def decision_needs(load: ExpectedLoad, limits: CapacityLimits, busy: float) -> list[Need]:
    """Return what decisions need beside, `busy` of them being made at once."""
    return [
        Need(what="concurrency: decision", need=busy, have=limits.decision_concurrency,
             remedy="set decisionConcurrency"),
        Need(what="writes/s: decisions table", need=load.rate * decision_writes(load), have=limits.table_writes,
             remedy="raise DynamoDB's table write quota, and pre-warm the table"),
    ]  # fmt: skip


def burst_needs(
    burst: float, load: ExpectedLoad, limits: CapacityLimits, times: StageTimes, seconds: float
) -> list[Need]:
    """Return the needs of a burst onto a function of which nothing is started: a start holds an environment, too.

    They do not grow with the rate.
    """
    started = burst * min(1.0, times.decision_cold + seconds)
    reserved = limits.decision_concurrency if load.decided else math.inf
    startable = min(NEW_ENVIRONMENTS, limits.concurrency, reserved)
    remedy = "set decisionProvisionedConcurrency" if load.decided else "expect 429s until enough are started"
    return [
        Need(what="burst: stage throttle", need=burst, have=limits.throttle_burst, remedy="set throttleBurst",
             bounded=burst <= limits.throttle_burst),
        Need(what="burst: environments", need=started, have=startable, remedy=remedy, bounded=started <= startable),
    ]  # fmt: skip
