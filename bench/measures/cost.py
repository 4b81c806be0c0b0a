"""The cost of a million transactions, from counted calls and the functions' billed time."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.aws.counting_proxy import CountedCalls
from bench.functions import MEMORY, bare_calls
from bench.measurement import Measurement, at_most
from bench.pipeline import TimedPipeline, timed_pipeline
from bench.region import KnownRegion
from bench.sample import batch_event, proxy_event, stream_event
from fraudctl.capacity.bill import PRICES, Invocations, Usage, bill, billed_seconds, traces
from fraudctl.capacity.durations import StageMemory, StageTimes, average_batch_size
from fraudctl.capacity.plan import MIN_SHARDS
from handlers.aws.concurrency import MAX_WORKERS

SINGLE, BATCHED, OVER_FLOOR = 8.40, 4.10, 1.15
LOGGED = 500
"""Bytes a transaction; Processing and Scoring write a line a batch, which few records share at 1,000 a second."""

BATCH_SECONDS = 2.0
"""Within which a hundred transactions are to be stored, at Ingestion's memory."""

RATE = 1000
"""Transactions a second, for the stream's batches and for X-Ray's sampling: the API's throttling limit."""

REPEATS = 15
FULL = 100


@dataclass(frozen=True, kw_only=True)
class BilledInvocation:
    """A warm invocation: billed seconds, the same for its bare calls alone, and bytes logged."""

    seconds: float
    bare: float
    log_bytes: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The function that transactions come by: its name, an invocation, and the stored image of a request."""

    name: str
    ran: BilledInvocation
    store: Callable[[bytes], Mapping[str, Any]]


def add_cost(measured: Measurement, single: CountedCalls, batched: CountedCalls, region: KnownRegion) -> None:
    """Add the cost of a million transactions, single and in batches of 100, from their counted calls."""
    with timed_pipeline(region) as timed:
        body = region.bodies(1)[0]
        one = _invocation(timed, "ingestion", lambda: timed.functions.call("ingestion", proxy_event(body.decode())))
        event = batch_event(region.bodies(FULL))
        hundred = _invocation(timed, "ingestion", lambda: timed.functions.call("ingestion", event))
        ways = [Entry(name="ingestion", ran=ran, store=timed.pipeline.ingest) for ran in (one, hundred)]
        usage, floor = usages(timed, single, ways[0], requests=single.transactions)
        usage_batched, floor_batched = usages(timed, batched, ways[1], requests=batched.transactions / FULL)
    bills = {"single": bill(usage), "batches of 100": bill(usage_batched), "floor": bill(floor)}
    least_batched = sum(bill(floor_batched).values())
    totals = {name: sum(services.values()) for name, services in bills.items()}
    details = {
        name: ", ".join(f"{service} {usd:.3f}" for service, usd in services.items() if usd)
        for name, services in bills.items()
    }
    measured.add("cost per million, single", totals["single"], "USD", at_most(SINGLE), beside=details["single"])
    against = f"floor {totals['floor']:.2f} USD: {details['floor']}"
    measured.add("… against the floor", totals["single"] / totals["floor"], "×", at_most(OVER_FLOOR), beside=against)
    in_batches = totals["batches of 100"]
    measured.add("cost per million, batches", in_batches, "USD", at_most(BATCHED), beside=details["batches of 100"])
    against = f"floor {least_batched:.2f} USD"
    measured.add("… against the floor", in_batches / least_batched, "×", at_most(OVER_FLOOR), beside=against)
    calls = f"its calls {hundred.bare:.2f} s by themselves, {MEMORY['ingestion']} MB, {MAX_WORKERS} at the same time"
    measured.add("a batch of 100 is stored in", hundred.seconds, "s", at_most(BATCH_SECONDS), beside=calls)
    measured.add("logged, single", usage.log_bytes / usage.transactions, "bytes a transaction", at_most(LOGGED))
    measured.series["bill"] = {
        name: [(position, usd) for position, usd in enumerate(services.values())] for name, services in bills.items()
    }
    measured.remarks.append(
        f"prices of {PRICES.region} read {PRICES.read_on} (fraudctl/capacity/bill.py), no free tier; traces as X-Ray "
        f"samples by default at {RATE:,} transactions a second, at which a batch of the stream has {records_at(RATE)} "
        "records; the floor has the same reads and writes, the bare calls' time, full batches, no logs, no traces; "
        "storage is in neither (`fraudctl capacity` has it)"
    )
    units = f"{single.write_units / single.transactions:.2f} writes and {single.read_units / single.transactions:.2f}"
    least = (PRICES.write_unit * batched.write_units + PRICES.read_unit * batched.read_units) / batched.transactions
    measured.remarks.append(
        f"a transaction takes {units} strongly consistent reads: the row, its score and a profile of each entity are "
        f"written, and looked for before; in batches they are {least * 1e6:.2f} USD of a million, which only a weaker "
        "check for repeats, or fewer entities, would make less. The facts of each entity are read, too, since the "
        "packaged strategy asks for what labels change; one that does not saves "
        f"{PRICES.read_unit * 1e6:.3f} USD of a million for each"
    )


def records_at(rate: float) -> int:
    """Return the records in a batch of the stream at so many transactions a second, as capacity plans with."""
    return round(average_batch_size(rate / MIN_SHARDS, StageTimes(), StageMemory()))


def usages(timed: TimedPipeline, counted: CountedCalls, entry: Entry, *, requests: float) -> tuple[Usage, Usage]:
    """Return the usage of the counted traffic, and the floor under it."""
    fill = records_at(RATE)
    batches = counted.transactions / fill
    processing, scoring = _behind(timed, entry, fill)
    full_processing, full_scoring = _behind(timed, entry, FULL)
    full = counted.transactions / FULL
    published = sum(calls["Publish"] for calls in counted.calls.values())
    ran = {entry.name: (requests, entry.ran), "processing": (batches, processing), "scoring": (batches, scoring)}
    least = {entry.name: (requests, entry.ran), "processing": (full, full_processing), "scoring": (full, full_scoring)}
    usage = Usage(
        transactions=counted.transactions,
        api_requests=requests,
        invocations={name: _invocations(name, count, each.seconds) for name, (count, each) in ran.items()},
        write_units=counted.write_units,
        read_units=counted.read_units,
        published=published,
        queue_requests=sum(
            (sum(counted.calls.values(), Counter[str]()))[name] for name in ("SendMessage", "SendMessageBatch")
        ),
        traces=traces(requests + batches, counted.transactions / RATE),
        log_bytes=sum(count * each.log_bytes for count, each in ran.values()),
    )
    floor = Usage(
        transactions=counted.transactions,
        api_requests=requests,
        invocations={name: _invocations(name, count, each.bare) for name, (count, each) in least.items()},
        write_units=counted.write_units,
        read_units=counted.read_units,
        published=published,
    )
    return usage, floor


def _invocations(name: str, count: float, seconds: float) -> Invocations:
    return Invocations(count=count, memory=MEMORY[name], seconds=count * seconds)


def _behind(timed: TimedPipeline, entry: Entry, fill: int) -> tuple[BilledInvocation, BilledInvocation]:
    """Return invocations of Processing and Scoring with so many records."""
    images = [entry.store(body) for body in timed.region.bodies(fill)]
    events = timed.pipeline.process(images)
    return (
        _invocation(timed, "processing", lambda: timed.functions.call("processing", stream_event(images))),
        _invocation(timed, "scoring", lambda: timed.functions.call("scoring", events[0])),
    )


def _invocation(timed: TimedPipeline, function: str, work: Callable[[], object]) -> BilledInvocation:
    calls = timed.aws.record(work)
    bare = bare_calls(calls)
    _, ran = timed.run(function, work)
    memory = MEMORY[function]
    return BilledInvocation(
        seconds=billed_seconds(ran.waited, timed.cpu(function, work, REPEATS), memory),
        bare=billed_seconds(ran.waited, timed.cpu(function, bare, REPEATS), memory),
        log_bytes=ran.log_bytes,
    )
