"""Traffic at a deployed pipeline, and the rates, times, CPU and memory that result."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.processes import MEGABYTE, ResourceMonitor
from bench.systems import System
from fraudctl.client.api_client import ApiClient
from fraudctl.client.latency import percentile
from fraudctl.client.route import STORE, Route
from fraudctl.client.scores import all_scores
from fraudctl.client.sending import Sender

SCORING_TIMEOUT = 180.0
"""Seconds within which everything is to be scored after the last transaction was accepted."""


@dataclass(frozen=True, kw_only=True)
class LoadResult:
    """The results of a number of clients at a pipeline; rates are a second, times in seconds."""

    clients: int
    accepted: int
    accepted_rate: float
    scored_rate: float
    p50: float
    p95: float
    lag: float
    """From the last acceptance to the last score."""
    delay: float
    """From acceptance to score, the median."""
    cpu: float
    """A transaction, over all processes."""
    queued: int
    """Accepted, and in Ingestion's queue, since the tables did not take it in time: scored after a redrive."""
    peak: float
    """MB in memory, summed over all processes (RSS)."""


def drive(
    stack: System, requests: Sequence[bytes], *, clients: int, batch: int = 1, route: Route = STORE
) -> LoadResult:
    """Send these with so many clients by a route, and wait until all of it is scored that is not in the queue.

    Raises:
        TimeoutError: the scores did not keep up, or not everything was accepted.
    """
    poster = ApiClient(stack.target, endpoint=route.endpoint, concurrency=clients)
    lines, count = list(enumerate(requests, 1)), len(requests)
    before, queued_before = _scored(stack), _queued(stack)
    try:
        with ResourceMonitor(stack.emulator.pid) as monitor:
            started = time.time()
            summary = Sender(client=poster, route=route, concurrency=clients, batch=batch).send(lines)
            _await_scores(stack, before + queued_before + count)
    finally:
        poster.close()
    if len(summary.accepted) != count:
        reasons = "; ".join([*summary.refused, *summary.failed])
        raise TimeoutError(f"{count - len(summary.accepted)} of {count} transactions were not accepted: {reasons}")
    scored = {score.transaction_id: score.scored_at for score in all_scores(stack.target)}
    done = [scored[sent.transaction_id] for sent in summary.accepted if sent.transaction_id in scored]
    delays = [
        scored[sent.transaction_id] - sent.accepted_at for sent in summary.accepted if sent.transaction_id in scored
    ]
    return LoadResult(
        clients=clients,
        accepted=count,
        accepted_rate=count / summary.seconds,
        scored_rate=len(done) / (max(done) - started),
        p50=percentile(summary.latencies, 0.5),
        p95=percentile(summary.latencies, 0.95),
        lag=max(0.0, max(done) - max(sent.accepted_at for sent in summary.accepted)),
        delay=max(0.0, percentile(delays, 0.5)),
        cpu=monitor.cpu / count,
        queued=count - len(done),
        peak=monitor.peak / MEGABYTE,
    )


def _await_scores(stack: System, expected: int) -> None:
    deadline, nothing = time.monotonic() + SCORING_TIMEOUT, threading.Event()
    while _scored(stack) + _queued(stack) < expected:
        stack.check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"not all transactions were scored within {SCORING_TIMEOUT:g} s")
        nothing.wait(0.1)  # a table cannot be awaited


def _queued(stack: System) -> int:
    """Count the messages in Ingestion's queue; the reference has none."""
    if (queue := stack.target.exports.get("ingestion_queue_url")) is None:
        return 0
    wanted = "ApproximateNumberOfMessages"
    answer = stack.target.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[wanted])
    return int(answer["Attributes"][wanted])


def _scored(stack: System) -> int:
    """Count the scores by the table's item count: to scan the table would load what is being measured."""
    answer = stack.target.client("dynamodb").describe_table(TableName=stack.target.exports["fraud_scores_table_name"])
    return int(answer["Table"]["ItemCount"])
