"""Accepted and scored on the embedded AWS, against the plain reference on another of its kind."""

import time
from collections.abc import Callable

from bench.load import LoadResult, drive
from bench.measurement import Measurement, Say, Scale, at_least, at_most
from bench.systems import our_pipeline, reference_pipeline
from handlers.decision.entity.feature import DAY
from simulation import simulate

CLIENTS = (1, 4, 8, 16)
CLIENTS_OF_GOALS = 8
"""Clients at which the goals hold."""

FASTER, LEANER, SMALLER = 1.8, 0.6, 0.25
SCORED, LAG, CPU, PEAK = 95, 1.0, 15, 700
PLOTS: dict[str, Callable[[LoadResult], float]] = {
    "rate": lambda load: load.scored_rate,
    "cpu": lambda load: load.cpu * 1e3,
    "memory": lambda load: load.peak,
}
WARM_UP = 40
BATCH = 50


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure rates, latencies, lag, CPU and memory by number of clients, and the ratios at eight."""
    clients = scale.pick(full=CLIENTS, quick=(CLIENTS_OF_GOALS,))
    measured = Measurement()
    with our_pipeline() as pipeline, reference_pipeline() as plain_pipeline:
        systems = {"pipeline": pipeline, "reference": plain_pipeline}
        loads: dict[str, dict[int, LoadResult]] = {name: {} for name in systems}
        for name, system in systems.items():
            say(f"{name}: warming up")
            drive(system, town(WARM_UP, seed=100), clients=CLIENTS_OF_GOALS)
        for each in clients:
            for name, system in systems.items():  # in turns, so that both meet the same machine
                say(f"{name}: {each} clients")
                count = {1: 300, 4: 600}.get(each, scale.pick(full=1000, quick=400))
                loads[name][each] = drive(system, town(count, seed=each), clients=each)
        say("pipeline: batches")
        batched = drive(pipeline, town(scale.pick(full=2000, quick=500), seed=50), clients=2, batch=BATCH)
    mine, plain = (loads[name][CLIENTS_OF_GOALS] for name in loads)
    _add_goals(measured, mine, plain)
    for each in clients:
        measured.add(
            f"scored, {each} clients", loads["pipeline"][each].scored_rate, "a second", beside=_line(loads, each)
        )
    measured.add(f"scored, 2 clients in batches of {BATCH}", batched.scored_rate, "a second", beside=rates(batched))
    for plot, of in PLOTS.items():
        measured.series[plot] = {
            name: [(each, of(load)) for each, load in by_clients.items()] for name, by_clients in loads.items()
        }
    measured.remarks.append(
        "client, stream poller, emulator and every function share this machine's CPUs and are all counted, the "
        "idle system's pollers too; memory is RSS, summed over all processes"
    )
    return measured


def town(count: int, seed: int) -> list[bytes]:
    """Return requests of a town's last days, of which it has about a thousand each."""
    start = int(time.time() * 1000) - (count // 1000 + 2) * DAY
    return [transaction.request() for transaction in simulate(count, seed, start)]


def _add_goals(measured: Measurement, mine: LoadResult, plain: LoadResult) -> None:
    at = f"at {CLIENTS_OF_GOALS} clients"
    against = "× the reference"
    measured.add(f"scored a second {at}", mine.scored_rate / plain.scored_rate, against, at_least(FASTER))
    measured.add(f"CPU a transaction {at}", mine.cpu / plain.cpu, against, at_most(LEANER))
    measured.add(f"peak memory {at}", mine.peak / plain.peak, against, at_most(SMALLER))
    both = min(mine.accepted_rate, mine.scored_rate)
    measured.add(f"accepted and scored {at}", both, "a second", at_least(SCORED), beside=rates(plain))
    measured.add(f"behind at the end {at}", mine.lag, "s", at_most(LAG), beside=f"{plain.lag:.1f} s")
    measured.add(f"CPU a transaction {at}", mine.cpu * 1e3, "ms", at_most(CPU), beside=f"{plain.cpu * 1e3:.1f} ms")
    measured.add(f"peak memory {at}", mine.peak, "MB", at_most(PEAK), beside=f"{plain.peak:,.0f} MB")


def _line(loads: dict[str, dict[int, LoadResult]], clients: int) -> str:
    return f"{rates(loads['pipeline'][clients])}; reference: {rates(loads['reference'][clients])}"


def rates(load: LoadResult) -> str:
    return (
        f"{load.accepted_rate:.0f} accepted, {load.scored_rate:.0f} scored a second, "
        f"p50 {load.p50 * 1e3:.0f} ms, p95 {load.p95 * 1e3:.0f} ms, lag {load.lag:.1f} s"
    )
