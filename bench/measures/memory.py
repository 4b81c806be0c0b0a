"""Billed time and cost by the memory of each function: more memory is more CPU at a higher price a second."""

from collections.abc import Callable, Mapping

from bench.functions import MEMORY
from bench.measurement import Measurement, Say, Scale
from bench.pipeline import TimedPipeline, timed_pipeline
from bench.region_file import known_region
from bench.sample import decision_event, proxy_event, stream_event
from fraudctl.capacity.bill import PRICES, Invocations, billed_seconds

SIZES = (128, 256, 512, 1024, 1769)
"""MB; the last buys a whole CPU."""

RECORDS = 25
"""In a batch, about what the growth row finds under load."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure billed milliseconds at the configured memory, and at other sizes for the same work."""
    measured = Measurement()
    with timed_pipeline(known_region(scale, say)) as timed:
        for name, (transactions, work) in _work(timed).items():
            say(name)
            _, ran = timed.run(name, work)
            cpu = timed.cpu(name, work, scale.pick(full=80, quick=20))
            details = []
            for size in SIZES:
                seconds = billed_seconds(ran.waited, cpu, size)
                spent = Invocations(count=1, memory=size, seconds=seconds).gb_seconds * PRICES.lambda_gb_second
                details.append(f"{size} MB {seconds * 1e3:.0f} ms {spent / transactions * 1e6:.3f} USD")
            own = billed_seconds(ran.waited, cpu, MEMORY[name])
            title = f"{name.capitalize()} with {MEMORY[name]} MB"
            measured.add(title, own * 1e3, "ms billed", beside=f"a million transactions: {', '.join(details)}")
    measured.remarks.append(
        f"warm, on the virtual clock, with batches of {RECORDS} behind the stream; more memory "
        "shortens the CPU's part and the cold start, never the wait for AWS"
    )
    return measured


def _work(timed: TimedPipeline) -> Mapping[str, tuple[int, Callable[[], object]]]:
    """Return by function the number of transactions of an invocation, and the invocation."""
    single = proxy_event(timed.region.bodies(1)[0].decode())
    images = [timed.pipeline.ingest(body) for body in timed.region.bodies(RECORDS)]
    (request,) = timed.pipeline.process(images)
    batch = stream_event(images)
    decided = decision_event(timed.region.bodies(1)[0])
    return {
        "decision": (1, lambda: timed.functions.call("decision", decided)),
        "ingestion": (1, lambda: timed.functions.call("ingestion", single)),
        "processing": (RECORDS, lambda: timed.functions.call("processing", batch)),
        "scoring": (RECORDS, lambda: timed.functions.call("scoring", request)),
    }
