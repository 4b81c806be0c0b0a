"""The rate at which one shard of the stream drains: Lambda reads it with one invocation of Processing at a time."""

import statistics

from bench.aws.clock import LATENCIES
from bench.functions import MEMORY
from bench.measurement import Measurement, Say, Scale, at_least
from bench.pipeline import timed_pipeline
from bench.sample import request_bodies, stream_event
from fraudctl.capacity.bill import MEGABYTES_A_CPU

BATCH = 100
"""Records, as the stream mapping has it."""

GOAL = 3000
REPEATS = 40


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure records a second of the real Processing on a virtual clock."""
    measured = Measurement()
    with timed_pipeline() as timed:
        say("reading a sample")
        images = [timed.pipeline.ingest(body) for body in request_bodies(BATCH * scale.pick(full=20, quick=5))]
        batches = [images[first : first + BATCH] for first in range(0, len(images), BATCH)]
        say("draining")
        processed = [timed.run("processing", lambda batch=batch: timed.pipeline.process(batch)) for batch in batches]  # type: ignore[misc]  # the default binds
        scored = [
            timed.run("scoring", lambda event=event: timed.pipeline.score(event))  # type: ignore[misc]  # likewise
            for events, _ in processed
            for event in events
        ]
        first = stream_event(batches[0])
        computed = timed.cpu("processing", lambda: timed.functions.call("processing", first), REPEATS)
    waited = statistics.mean(ran.waited for _, ran in processed)
    scoring = statistics.median(ran.seconds for _, ran in scored)
    reference = 1 / LATENCIES["Invoke"]
    rate, share = BATCH / waited, MEMORY["processing"] / MEGABYTES_A_CPU
    beside = f"{reference:.0f} of the reference, which invokes once a record"
    measured.add("one shard", rate, "records a second", at_least(GOAL), beside=beside)
    measured.add("… against the reference", rate / reference, "×")
    details = f"{computed * 1e3:.2f} ms of a whole CPU, of which {MEMORY['processing']} MB buy {share:.2f}"
    measured.add("… with its CPU time", BATCH / (waited + computed / share), "records a second", beside=details)
    measured.add("Scoring at work for one shard", rate / BATCH * scoring, "invocations at a time")
    measured.remarks.append(
        f"the clock: Invoke {LATENCIES['Invoke'] * 1e3:.0f} ms, BatchGetItem {LATENCIES['BatchGetItem'] * 1e3:.0f} ms, "
        f"BatchExecuteStatement {LATENCIES['BatchExecuteStatement'] * 1e3:.0f} ms (bench/aws/clock.py); the stream "
        "poller's own time is left out on both sides"
    )
    return measured
