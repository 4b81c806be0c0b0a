"""The duration of each function's invocations under a load, from its calls and its CPU time.

Latencies and CPU times are those of `make bench`, which measures the CPU of the real code and says where the latencies
come from; another machine's figures go into another `StageTimes`.
"""

import math
from dataclasses import dataclass

from fraudctl.capacity.bill import billed_seconds
from fraudctl.capacity.load import ExpectedLoad

STREAM_BATCH = 100
"""Records of one invocation of Processing, as the stream's mapping says."""

POLLS_PER_SECOND = 4.0
"""Polls a second of an idle shard by Lambda: its developer guide, "Using AWS Lambda with DynamoDB"."""

INSERT_BATCH = 25
"""Scores in one call, and profiles."""

CONCURRENT_CALLS = 10
"""Calls that a function makes at the same time: transactions that Ingestion stores, scores and profiles, alerts."""


@dataclass(frozen=True, kw_only=True)
class StageTimes:
    """Seconds of waiting for a call to AWS, and of a whole CPU for an invocation and for each transaction in it."""

    query: float = 0.005
    put: float = 0.006
    batch_get: float = 0.008
    batch_insert: float = 0.010
    update: float = 0.006
    transact: float = 0.012
    invoke: float = 0.030
    publish: float = 0.020
    ingestion_cpu: float = 0.0013
    batch_cpu: float = 0.0030
    batch_cpu_each: float = 0.0013
    decision_cpu: float = 0.0028
    decision_cpu_each: float = 0.0001
    """To read the profile of one entity of a transaction."""
    decision_cold: float = 0.6
    """From nothing to an environment that answers."""
    queries_cpu: float = 0.0025
    """To read a transaction back with its score and its review."""
    processing_cpu: float = 0.0006
    processing_cpu_each: float = 0.000035
    scoring_cpu: float = 0.0012
    scoring_cpu_each: float = 0.00019
    profile_cpu: float = 0.0002
    """To read, fold and write the profile of one entity of a transaction."""


@dataclass(frozen=True, kw_only=True)
class StageMemory:
    """Memory of each function in MB."""

    ingestion: int = 256
    decision: int = 1024
    queries: int = 1024
    processing: int = 512
    scoring: int = 1024


def ingestion_seconds(load: ExpectedLoad, times: StageTimes, memory: StageMemory) -> float:
    """Return the seconds of one request's invocation."""
    if load.batch == 1:
        return billed_seconds(times.query + times.put, times.ingestion_cpu, memory.ingestion)
    waves = -(-load.batch // CONCURRENT_CALLS)
    cpu = times.batch_cpu + load.batch * times.batch_cpu_each
    return billed_seconds(waves * (times.query + times.put), cpu, memory.ingestion)


def decision_seconds(load: ExpectedLoad, times: StageTimes, memory: StageMemory) -> float:
    """Return the seconds of one decision: two rounds to AWS, in the first of which all calls are made side by side."""
    first = max(times.query, times.batch_get, times.update if load.attempts else 0.0)
    cpu = times.decision_cpu + load.entities * times.decision_cpu_each
    return billed_seconds(first + times.transact, cpu, memory.decision)


def queries_seconds(times: StageTimes, memory: StageMemory) -> float:
    """Return the seconds of reading a transaction back: two calls side by side."""
    return billed_seconds(max(times.query, times.batch_get), times.queries_cpu, memory.queries)


def processing_seconds(records: float, times: StageTimes, memory: StageMemory) -> float:
    """Return the seconds of a batch of records, passed on in one invocation of Scoring."""
    return billed_seconds(times.invoke, times.processing_cpu + records * times.processing_cpu_each, memory.processing)


def scoring_seconds(records: float, load: ExpectedLoad, times: StageTimes, memory: StageMemory) -> float:
    """Return the seconds of a payload of transactions, each of whose entities is another's."""
    waiting = 2 * times.batch_get + _waves(records / INSERT_BATCH) * times.batch_insert  # marks of erasures, and scores
    alerts = records * load.alerted  # each with its review and its event
    waiting += min(alerts, _waves(alerts)) * (times.put + 2 * times.publish + times.update)
    if load.entities:
        waiting += times.batch_get + _waves(records * load.entities / INSERT_BATCH) * times.batch_insert
    cpu = times.scoring_cpu + records * (times.scoring_cpu_each + load.entities * times.profile_cpu)
    return billed_seconds(waiting, cpu, memory.scoring)


def _waves(calls: float) -> float:
    """Return how many rounds of concurrent calls so many calls take, of which there is at least one."""
    return max(1.0, calls / CONCURRENT_CALLS)


def average_batch_size(shard_rate: float, times: StageTimes, memory: StageMemory) -> float:
    """Return how many records a batch of a shard holds on average, arrivals being random.

    After a batch Lambda polls again at once: it finds what came meanwhile, or nothing, and then polls
    `POLLS_PER_SECOND` times a second until there is something. Between two batches come `busy` records and, with the
    chance that none came, those of the first quarter of a second that brings any.
    """
    records, waited = 1.0, shard_rate / POLLS_PER_SECOND
    for _ in range(100):  # settles: a batch's time grows far slower than the batch
        busy = shard_rate * processing_seconds(records, times, memory)
        found = waited / -math.expm1(-waited)
        records = min(float(STREAM_BATCH), max(1.0, busy + math.exp(-busy) * found))
    return records
