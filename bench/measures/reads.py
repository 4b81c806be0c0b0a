"""Queries: CPU of reading a transaction back against the bare calls, and the first page of a hot day's alerts."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3
from botocore import xform_name

from bench.aws.read_tables import Item, ReadTables
from bench.cpu_time import CpuTime
from bench.functions import ENVIRONMENT, MEMORY, decide_by
from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures.decisions import real_pool
from bench.packaged import packaged_strategy
from bench.pipeline import TimedPipeline, timed_pipeline
from bench.region_file import known_region
from bench.sample import query_event
from bench.turns import in_turns
from handlers.aws import concurrency
from handlers.aws.attributes import to_attributes
from handlers.aws.clients import LESS_CPU, READ_TIMEOUTS
from handlers.contract.row_image import from_image
from handlers.contract.shard import shard_of
from handlers.decision.alert import alert_of
from handlers.decision.review_item import opened, to_item
from handlers.decision.score_row import score_row
from handlers.decision.stored_decision import StoredDecision, decode

RATIO = 1.3
ALERTS_A_DAY, PAGE, FIRST_PAGE = 10_000, 50, 200
"""The last in milliseconds of function time."""
CALLS = 40
"""Requests of a round, in turns with their bare calls."""
KEPT = timedelta(days=30)

TRANSACTIONS, SCORES, REVIEWS = (ENVIRONMENT[f"{name}_TABLE"] for name in ("TRANSACTIONS", "FRAUD_SCORES", "REVIEWS"))


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure a transaction that has a decision, a score and a review, and alerts of which each has a review."""
    measured, region = Measurement(), known_region(scale, say)
    with timed_pipeline(region) as timed:
        decide_by(timed.functions, packaged_strategy())
        image = timed.pipeline.decide(region.bodies(1)[0])
        tables = _tables(image)
        timed.aws.answers.update({"Query": tables.query, "BatchGetItem": tables.batch_get})
        name = image["transaction_id"]["S"]
        rounds = scale.pick(full=25, quick=9)
        say("a transaction")
        event = query_event("/transactions/{id}", pathParameters={"id": name})
        _add_transaction(measured, timed, event, rounds)
        say("alerts")
        _add_alerts(measured, timed, tables, query_event("/alerts", queryStringParameters={"limit": str(PAGE)}), rounds)
    measured.remarks.append(
        "a transaction's bare calls have the same items, and are made side by side by the SDK's clients, configured as "
        "Queries', on the same pool of threads; the clock has the latencies of bench/aws/clock.py"
    )
    return measured


def _add_transaction(measured: Measurement, timed: TimedPipeline, event: Mapping[str, Any], rounds: int) -> None:
    work = partial(_answered, timed, event)
    calls = timed.aws.record(work)
    with real_pool():
        ours, bare = in_turns(work, _side_by_side(calls), calls=CALLS, rounds=rounds)
    against = f"{ours * 1e6:,.0f} µs a request against {bare * 1e6:,.0f} µs"
    measured.add("CPU, GET /transactions/{id}", ours / bare, "× bare calls", at_most(RATIO), beside=against)
    taken, beside = _time(timed, work, ours)
    measured.add("time, GET /transactions/{id}", taken, "ms", beside=beside)


def _add_alerts(
    measured: Measurement, timed: TimedPipeline, tables: ReadTables, event: Mapping[str, Any], rounds: int
) -> None:
    work = partial(_answered, timed, event)
    before = tables.alerts_read
    work()
    read = tables.alerts_read - before
    with real_pool():
        cpu, _ = in_turns(work, lambda: None, calls=CALLS // 4, rounds=rounds)
    taken, beside = _time(timed, work, cpu)
    measured.add(
        f"time, first page of {ALERTS_A_DAY:,} alerts a day",
        taken,
        "ms",
        at_most(FIRST_PAGE),
        beside=f"{PAGE} alerts, {read} rows of the index; {beside}",
    )


def _time(timed: TimedPipeline, work: Callable[[], object], cpu: float) -> tuple[float, str]:
    """Return the milliseconds of an invocation on the clock, and how much of that it computes with its memory."""
    _, ran = timed.run("queries", work)
    seconds = CpuTime(fixed=cpu, each=0).with_memory(MEMORY["queries"]).fixed
    beside = f"of which {seconds * 1e3:.1f} compute, with {MEMORY['queries']} MB; {sum(ran.calls.values())} calls"
    return (ran.waited + seconds) * 1e3, beside


def _answered(timed: TimedPipeline, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an answer of 200; raise RuntimeError for any other, since the sample is not valid then."""
    answer: Mapping[str, Any] = timed.functions.call("queries", event)
    if answer["statusCode"] != 200:  # noqa: PLR2004 -- OK
        raise RuntimeError(f"a request of the sample was answered {answer['statusCode']}")
    return answer


def _side_by_side(calls: Sequence[tuple[str, str, Mapping[str, Any]]]) -> Callable[[], object]:
    """Return a function that repeats a request's calls in one round, by the SDK's client configured as its own."""
    client: Any = boto3.client("dynamodb", config=READ_TIMEOUTS.merge(LESS_CPU))
    ready = [partial(getattr(client, xform_name(operation)), **params) for _, operation, params in calls]
    return lambda: concurrency.map_beside(lambda call: call(), ready)


def _tables(image: Item) -> ReadTables:
    """Return tables of one transaction with all that there may be of it, and of a day's alerts like it."""
    transaction = from_image(image)
    decision, now = decode(image["decision"]["B"], transaction), datetime.now(UTC)
    score = to_attributes(score_row(decision, now, KEPT))
    review = to_attributes(to_item(opened(alert_of(decision), int(now.timestamp() * 1000), 24)))
    name = transaction.transaction_id
    return ReadTables(
        {TRANSACTIONS: {name: _sent(image)}, SCORES: {name: score}, REVIEWS: {name: review}},
        _alerts(decision, now),
    )


def _sent(image: Item) -> Item:
    """Return an item with its bytes in base64, as DynamoDB sends them."""
    return {**image, "decision": {"B": b64encode(image["decision"]["B"]).decode()}}


def _alerts(decision: StoredDecision, now: datetime) -> Mapping[str, Sequence[Item]]:
    """Return a day's alerts by shard, the newest first, as the index has them."""
    shown = ("timestamp", "fraud_score", "amount", "currency", "merchant", "customer_id", "terminal_id", "strategy")
    row = {name: value for name, value in score_row(decision, now, KEPT).items() if name in shown}
    found: dict[str, list[Item]] = {}
    for number in range(ALERTS_A_DAY):
        at, name = now - number * timedelta(days=1) / ALERTS_A_DAY, f"alerted-{number:08}"
        shard = f"{at.date().isoformat()}#{shard_of(name)}"
        key = {"transaction_id": name, "alert_shard": shard, "alerted_at": at.isoformat(), "outcome": "review"}
        found.setdefault(shard, []).append(to_attributes({**row, **key}))
    return found
