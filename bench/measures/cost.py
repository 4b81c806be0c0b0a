"""What a million transactions cost: counted calls, and the time that the functions are billed for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bench.counted import Counted
from bench.figures import Measured, at_most
from bench.functions import MEMORY
from bench.replay import replay
from bench.sample import batch_event, bodies, proxy_event, stream_event
from bench.stages import Stages, stages
from fraudctl.capacity.bill import PRICES, Invocations, Usage, bill, billed_seconds, traces
from handlers.aws.concurrency import MAX_WORKERS

OVER_FLOOR, BATCHED, LOGGED = 1.15, 1.75, 400

BATCH_SECONDS = 2.0
"""In which a hundred transactions are stored, at the memory that Ingestion has."""

RATE = 1000
"""Transactions a second at which X-Ray samples: what the API lets in."""

REPEATS = 15
FULL = 100


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """One function's, warm: billed seconds, the same for its bare calls alone, and bytes logged."""

    seconds: float
    bare: float
    log_bytes: int


def judge(measured: Measured, single: Counted, batched: Counted) -> None:
    """Adds the cost of a million, single and in batches of 100, from what each was seen to call."""
    with stages() as staged:
        body = bodies(1)[0]
        one = _invocation(staged, "ingestion", lambda: staged.functions.call("ingestion", proxy_event(body.decode())))
        event = batch_event(bodies(FULL))
        hundred = _invocation(staged, "ingestion", lambda: staged.functions.call("ingestion", event))
        usage, floor = _usage(staged, single, one, requests=single.transactions)
        usage_batched, _ = _usage(staged, batched, hundred, requests=batched.transactions / FULL)
    bills = {"single": bill(usage), "batches of 100": bill(usage_batched), "floor": bill(floor)}
    totals = {name: sum(services.values()) for name, services in bills.items()}
    told = {
        name: ", ".join(f"{service} {usd:.3f}" for service, usd in services.items() if usd)
        for name, services in bills.items()
    }
    measured.add("cost per million, single", totals["single"], "USD", beside=told["single"])
    against = f"floor {totals['floor']:.2f} USD: {told['floor']}"
    measured.add("… against the floor", totals["single"] / totals["floor"], "×", at_most(OVER_FLOOR), beside=against)
    in_batches = totals["batches of 100"]
    measured.add("cost per million, batches", in_batches, "USD", at_most(BATCHED), beside=told["batches of 100"])
    calls = f"its calls {hundred.bare:.2f} s by themselves, {MEMORY['ingestion']} MB, {MAX_WORKERS} at the same time"
    measured.add("a batch of 100 is stored in", hundred.seconds, "s", at_most(BATCH_SECONDS), beside=calls)
    measured.add("logged, single", usage.log_bytes / usage.transactions, "bytes a transaction", at_most(LOGGED))
    measured.series["bill"] = {
        name: [(position, usd) for position, usd in enumerate(services.values())] for name, services in bills.items()
    }
    measured.remarks.append(
        f"prices of {PRICES.region} read {PRICES.read_on} (fraudctl/capacity/bill.py), no free tier; traces as X-Ray "
        f"samples by default at {RATE:,} transactions a second; the floor has the same reads and writes, the bare "
        "calls' time, full batches, no logs, no traces; of the cost in batches, two writes and two strongly consistent "
        "reads a transaction are 1.50 USD: less would take a weaker check for repeats"
    )


def _usage(staged: Stages, counted: Counted, ingestion: Invocation, *, requests: float) -> tuple[Usage, Usage]:
    """What the counted traffic used, and the floor under it."""
    batches = counted.calls["processing"]["Invoke"]
    fill = max(1, round(counted.transactions / batches))
    processing, scoring = _behind(staged, fill)
    full_processing, full_scoring = _behind(staged, FULL)
    full = counted.transactions / FULL
    published = sum(calls["Publish"] for calls in counted.calls.values())
    ran = {"ingestion": (requests, ingestion), "processing": (batches, processing), "scoring": (batches, scoring)}
    least = {"ingestion": (requests, ingestion), "processing": (full, full_processing), "scoring": (full, full_scoring)}
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


def _behind(staged: Stages, fill: int) -> tuple[Invocation, Invocation]:
    """Processing and Scoring with so many records at a time."""
    images = [staged.pipeline.ingest(body) for body in bodies(fill)]
    events = staged.pipeline.process(images)
    return (
        _invocation(staged, "processing", lambda: staged.functions.call("processing", stream_event(images))),
        _invocation(staged, "scoring", lambda: staged.functions.call("scoring", events[0])),
    )


def _invocation(staged: Stages, function: str, work: Callable[[], object]) -> Invocation:
    calls = staged.aws.record(work)
    bare = replay(calls)
    _, ran = staged.run(function, work)
    memory = MEMORY[function]
    return Invocation(
        seconds=billed_seconds(ran.waited, staged.cpu(function, work, REPEATS), memory),
        bare=billed_seconds(ran.waited, staged.cpu(function, bare, REPEATS), memory),
        log_bytes=ran.log_bytes,
    )
