"""What each function's memory buys: more of a CPU for a higher price a second."""

from collections.abc import Callable, Mapping

from bench.figures import Measured
from bench.functions import MEMORY
from bench.sample import bodies, proxy_event, stream_event
from bench.scale import Say, Scale
from bench.stages import Stages, stages
from fraudctl.capacity.bill import PRICES, Invocations, billed_seconds

SIZES = (128, 256, 512, 1024, 1769)
"""MB; the last buys a whole CPU."""

RECORDS = 25
"""In a batch, about what the growth row finds under load."""


def measure(scale: Scale, say: Say) -> Measured:
    """Billed milliseconds at the configured memory, and what other sizes would make of the same work."""
    measured = Measured()
    with stages() as staged:
        for name, (transactions, work) in _work(staged).items():
            say(name)
            _, ran = staged.run(name, work)
            cpu = staged.cpu(name, work, scale.pick(full=80, quick=20))
            told = []
            for size in SIZES:
                seconds = billed_seconds(ran.waited, cpu, size)
                spent = Invocations(count=1, memory=size, seconds=seconds).gb_seconds * PRICES.lambda_gb_second
                told.append(f"{size} MB {seconds * 1e3:.0f} ms {spent / transactions * 1e6:.3f} USD")
            own = billed_seconds(ran.waited, cpu, MEMORY[name])
            title = f"{name.capitalize()} with {MEMORY[name]} MB"
            measured.add(title, own * 1e3, "ms billed", beside=f"a million transactions: {', '.join(told)}")
    measured.remarks.append(
        f"warm, on the virtual clock, with batches of {RECORDS} behind the stream; more memory "
        "shortens the CPU's part and the cold start, never the wait for AWS"
    )
    return measured


def _work(staged: Stages) -> Mapping[str, tuple[int, Callable[[], object]]]:
    """By function: how many transactions an invocation carries, and the invocation."""
    single = proxy_event(bodies(1)[0].decode())
    images = [staged.pipeline.ingest(body) for body in bodies(RECORDS)]
    (request,) = staged.pipeline.process(images)
    batch = stream_event(images)
    return {
        "ingestion": (1, lambda: staged.functions.call("ingestion", single)),
        "processing": (RECORDS, lambda: staged.functions.call("processing", batch)),
        "scoring": (RECORDS, lambda: staged.functions.call("scoring", request)),
    }
