"""Batch fill, calls, cost and latency as the offered load grows, by simulation on the real code."""

from itertools import pairwise

from bench.cpu_time import cpu_time
from bench.load_simulation import SimulatedRun, simulate_load
from bench.measurement import Measurement, Say, Scale, at_most, format_value
from bench.pipeline import timed_pipeline
from bench.region import KINDS
from bench.region_file import known_region
from fraudctl.capacity.bill import bill
from fraudctl.client.latency import percentile

RATES = (1, 3, 10, 30, 100, 300, 1000, 2000, 5000)
QUICK = (1, 100, 5000)
FLAT = 1.005
"""The largest step in cost that counts as none: random arrivals of a short simulation cause it."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Simulate a run for each rate of transactions a second."""
    measured, runs = Measurement(), list[SimulatedRun]()
    with timed_pipeline(known_region(scale, say)) as timed:
        say("measuring CPU")
        cpu = {name: cpu_time(timed, name) for name in ("ingestion", "processing", "scoring")}
        for rate in scale.pick(full=RATES, quick=QUICK):
            say(f"{rate:,} a second")
            count = min(5000, max(150, rate)) if not scale.quick else min(1000, max(100, rate))
            runs.append(simulate_load(timed, cpu, rate=rate, count=count))
    costs = [sum(bill(run.usage).values()) for run in runs]
    steps = [after / before for before, after in pairwise(costs)]
    details = f"{costs[0]:.2f} USD a million at {runs[0].rate} a second, {costs[-1]:.2f} at {runs[-1].rate:,}"
    measured.add("steepest step in cost", max(steps), "×", at_most(FLAT), beside=details)
    for run, cost in zip(runs, costs, strict=True):
        p50, p99 = (percentile(run.delays, share) * 1e3 for share in (0.5, 0.99))
        beside = f"{run.calls_each:.2f} calls, {cost:.2f} USD a million, scored after {p50:,.0f} ms (p99 {p99:,.0f} ms)"
        measured.add(f"at {format_value(run.rate)} a second", run.fill, "records a batch", beside=beside)
    measured.series["growth"] = {
        "batch fill": [(run.rate, run.fill) for run in runs],
        "calls a transaction": [(run.rate, run.calls_each) for run in runs],
        "USD a million": [(run.rate, cost) for run, cost in zip(runs, costs, strict=True)],
        "p50": [(run.rate, percentile(run.delays, 0.5) * 1e3) for run in runs],
        "p99": [(run.rate, percentile(run.delays, 0.99) * 1e3) for run in runs],
    }
    measured.remarks.append(
        "simulated: Poisson arrivals; a shard for each 1,000 writes a second and at least four, "
        f"looked into four times a second while idle; {len(KINDS)} entities a payment, of a region of "
        f"{timed.region.customers:,} customers, all of whom have profiles of weeks"
    )
    return measured
