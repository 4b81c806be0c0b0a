"""The rate at which one shard of the stream drains: Lambda reads it with one invocation of Processing at a time."""

import statistics

from bench.aws.clock import LATENCIES
from bench.cpu_time import CpuTime, scoring_time
from bench.functions import MEMORY
from bench.load_simulation import BATCH
from bench.measurement import Measurement, Say, Scale, at_least, at_most
from bench.pipeline import timed_pipeline
from bench.region import KINDS, KnownRegion
from bench.region_file import known_region
from bench.sample import stream_event
from bench.shard_simulation import TROUBLES, ShardLoad, simulate_shard
from fraudctl.capacity.bill import MEGABYTES_A_CPU

GOAL, AT_ONCE = 3000, 15
REPEATS = 40
WARM_UP = 1.0
"""Seconds until as many invocations run as there will be."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure records a second of the real Processing on a virtual clock, and Scoring behind it."""
    measured, region = Measurement(), known_region(scale, say)
    with timed_pipeline(region) as timed:
        say("reading a sample")
        images = [timed.pipeline.ingest(body) for body in region.bodies(BATCH * scale.pick(full=20, quick=5))]
        batches = [images[first : first + BATCH] for first in range(0, len(images), BATCH)]
        say("draining")
        processed = [timed.run("processing", lambda batch=batch: timed.pipeline.process(batch)) for batch in batches]  # type: ignore[misc]  # the default binds
        first = stream_event(batches[0])
        computed = timed.cpu("processing", lambda: timed.functions.call("processing", first), REPEATS)
        scoring = scoring_time(timed)
    waited = statistics.mean(ran.waited for _, ran in processed)
    reference = 1 / LATENCIES["Invoke"]
    rate, share = BATCH / waited, MEMORY["processing"] / MEGABYTES_A_CPU
    beside = f"{reference:.0f} of the reference, which invokes once a record"
    measured.add("one shard", rate, "records a second", at_least(GOAL), beside=beside)
    measured.add("… against the reference", rate / reference, "×")
    details = f"{computed * 1e3:.2f} ms of a whole CPU, of which {MEMORY['processing']} MB buy {share:.2f}"
    measured.add("… with its CPU time", BATCH / (waited + computed / share), "records a second", beside=details)
    say("scoring beside")
    _add_scoring(measured, region, scoring, scale.pick(full=20.0, quick=4.0))
    measured.remarks.append(
        f"the clock: Invoke {LATENCIES['Invoke'] * 1e3:.0f} ms, BatchGetItem {LATENCIES['BatchGetItem'] * 1e3:.0f} ms, "
        f"BatchExecuteStatement {LATENCIES['BatchExecuteStatement'] * 1e3:.0f} ms (bench/aws/clock.py); the stream "
        "poller's own time is left out on both sides"
    )
    return measured


def _add_scoring(measured: Measurement, region: KnownRegion, cpu: CpuTime, seconds: float) -> None:
    run = simulate_shard(region, ShardLoad(rate=GOAL, seconds=seconds, cpu=cpu))
    lasted = statistics.median(ended - began for began, ended in run.spans)
    scored = len(run.delays)
    beside = (
        f"{run.most_at_once} at most, half up to {lasted * 1e3:.0f} ms, of which {cpu.of(BATCH) * 1e3:.0f} compute; "
        f"{run.races:,} lost races for profiles, which lack {sum(run.left_out.values())} of "
        f"{len(KINDS) * scored:,} payments"
    )
    at_once = run.at_once(WARM_UP, seconds)
    measured.add(f"Scoring at work for one shard at {GOAL:,} a second", at_once, "at a time", at_most(AT_ONCE), beside)
    measured.remarks.append(
        f"Scoring is simulated in the first seconds of an hour, with payments of a region of {region.customers:,} "
        f"customers, when no web shop is busy yet; {TROUBLES.repeated:.1%} of the calls for profiles are repeated by "
        f"the SDK, and {TROUBLES.throttled:.1%} of their statements are throttled (bench/shard_simulation.py)"
    )
