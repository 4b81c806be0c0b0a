"""The cost of a million decisions at 1,000 a second, and the bytes of their rows."""

from collections import Counter
from collections.abc import Sequence

from bench.aws.counting_proxy import CountedCalls
from bench.aws.item_size import WRITE_UNIT, item_size
from bench.functions import MEMORY
from bench.measurement import Measurement, at_most
from bench.measures.cost import OVER_FLOOR, BilledInvocation, Entry, records_at, usages
from bench.pipeline import TimedInvocation, TimedPipeline
from bench.sample import decision_event
from fraudctl.capacity.bill import bill, billed_seconds
from fraudctl.client.latency import percentile

MILLION, RATE = 11.50, 1000
ROW_SHARE = 0.95
NARROW = "two entities"


def add_decided(
    measured: Measurement, timed: TimedPipeline, name: str, bodies: Sequence[bytes], *, ours: float, bare: float
) -> None:
    """Add cost and rows of these payments, given the CPU seconds of a decision and of its bare calls.

    The goal is that of two entities: whoever follows more pays for each.
    """
    event, memory = decision_event(bodies[0]), MEMORY["decision"]
    _, ran = timed.run("decision", lambda: timed.functions.call("decision", event))
    decision = BilledInvocation(
        seconds=billed_seconds(ran.waited, ours, memory),
        bare=billed_seconds(ran.waited, bare, memory),
        log_bytes=ran.log_bytes,
    )
    counted, sizes = _counted(timed, bodies)
    entry = Entry(name="decision", ran=decision, store=timed.pipeline.decide)
    usage, floor = (bill(each) for each in usages(timed, counted, entry, requests=counted.transactions))
    spent, least = sum(usage.values()), sum(floor.values())
    goal = at_most(MILLION) if name == NARROW else None
    measured.add(f"cost per million decided, {name}", spent, "USD", goal, beside=_details(usage))
    against = f"floor {least:.2f} USD: {_details(floor)}"
    measured.add(f"… against the floor, {name}", spent / least, "×", at_most(OVER_FLOOR), beside=against)
    within = sum(size <= WRITE_UNIT for size in sizes) / len(sizes)
    beside = f"{within:.1%} have no more than 1 KB; the median is {percentile(sizes, 0.5):.0f}"
    size = percentile(sizes, ROW_SHARE)
    measured.add(f"row with its decision, {ROW_SHARE:.0%} at most, {name}", size, "bytes", at_most(WRITE_UNIT), beside)


def _details(services: dict[str, float]) -> str:
    return ", ".join(f"{service} {usd:.3f}" for service, usd in services.items() if usd)


def _counted(timed: TimedPipeline, bodies: Sequence[bytes]) -> tuple[CountedCalls, list[int]]:
    """Return the calls for these payments, decided and then scored in the stream's batches, and the sizes of rows."""
    decided = [timed.run("decision", lambda body=body: timed.pipeline.decide(body)) for body in bodies]  # type: ignore[misc]  # the default binds
    runs, fill = [ran for _, ran in decided], records_at(RATE)
    images = [image for image, _ in decided]
    for first in range(0, len(images), fill):
        batch = images[first : first + fill]
        events, ran = timed.run("processing", lambda batch=batch: timed.pipeline.process(batch))  # type: ignore[misc]  # likewise
        runs.append(ran)
        runs += [timed.run("scoring", lambda event=event: timed.pipeline.score(event))[1] for event in events]  # type: ignore[misc]  # likewise
    return _sum(runs, len(bodies)), [item_size(image) for image in images]


def _sum(runs: Sequence[TimedInvocation], transactions: int) -> CountedCalls:
    calls: dict[str, Counter[str]] = {}
    for ran in runs:
        calls.setdefault(ran.function, Counter()).update(ran.calls)
    return CountedCalls(
        transactions=transactions,
        calls=calls,
        write_units=sum(ran.write_units for ran in runs),
        read_units=sum(ran.read_units for ran in runs),
    )
