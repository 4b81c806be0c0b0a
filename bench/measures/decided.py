"""Decided on the embedded AWS, against what the same pipeline stores by its other route, in turns."""

import statistics

from bench.load import LoadResult, drive
from bench.measurement import Measurement, Say, Scale, at_least, at_most
from bench.measures.end_to_end import WARM_UP, rates, town
from bench.sample import paid_by_card
from bench.systems import System, our_pipeline
from fraudctl.client.route import DECIDE, STORE, Route

CLIENTS = 8
SHARE, LAG = 0.55, 1.0
ROUTES = {"stored": STORE, "decided": DECIDE}


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure both routes' rates, and how far scoring is behind at the end."""
    measured, count = Measurement(), scale.pick(full=600, quick=300)
    loads: dict[str, list[LoadResult]] = {name: [] for name in ROUTES}
    with our_pipeline() as pipeline:
        for seed, route in enumerate(ROUTES.values()):
            say("warming up")
            _drive(pipeline, WARM_UP, route, seed=100 + seed)
        for turn in range(scale.pick(full=5, quick=2)):
            for place, (name, route) in enumerate(ROUTES.items()):  # in turns, so that both meet the same machine
                say(f"{name}, turn {turn + 1}")
                loads[name].append(_drive(pipeline, count, route, seed=2 * turn + place))
    pairs = zip(loads["decided"], loads["stored"], strict=True)
    share = statistics.median(decided.accepted_rate / stored.accepted_rate for decided, stored in pairs)
    middle = {name: sorted(of, key=lambda load: load.accepted_rate)[len(of) // 2] for name, of in loads.items()}
    beside = "; ".join(f"{name}: {rates(load)}" for name, load in middle.items())
    measured.add(f"decided a second at {CLIENTS} clients", share, "× stored", at_least(SHARE), beside=beside)
    lags = [load.lag for load in loads["decided"]]
    beside = f"{max(lags):.1f} s at most, {max(load.lag for load in loads['stored']):.1f} s where it is only stored"
    measured.add("behind at the end", statistics.median(lags), "s", at_most(LAG), beside=beside)
    queued = {name: sum(load.queued for load in of) for name, of in loads.items()}
    beside = f"of {count * len(lags):,}, as the tables did not take them in time; {queued['stored']} by the other route"
    measured.add("decided and in the queue", queued["decided"], "payments", beside=beside)
    measured.remarks.append(
        f"medians of {len(lags)} turns of {count:,} payments by card on each route of one deployed pipeline; client, "
        "stream poller, emulator and every function share this machine's CPUs"
    )
    return measured


def _drive(pipeline: System, count: int, route: Route, seed: int) -> LoadResult:
    requests = [paid_by_card(body) for body in town(count, seed)]
    return drive(pipeline, requests, clients=CLIENTS, route=route)
