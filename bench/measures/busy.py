"""One terminal that takes all traffic: payments that its profile lacks before it counts as busy, and the delays."""

import statistics

from bench.busy_simulation import KEY, BusyRun, simulate_terminal
from bench.cpu_time import scoring_time
from bench.measurement import Measurement, Say, Scale, at_most
from bench.pipeline import timed_pipeline
from bench.region_file import known_region
from fraudctl.client.latency import percentile

RATE = 5000
UNTIL_BUSY = 3.0
"""Seconds within which its profile has to have the 2,000 payments of an hour from which on it is not followed."""
SAME = 1.05
"""Times the stream's lag without profiles that counts as the same."""
LATER = 1.5
"""Times as long as without profiles: a score waits for one read more, and for a second part of the batch where that has
more than 24 payments of the terminal."""
AT_ONCE = 1_000
"""Invocations that an account may have at a time; above, Lambda would throttle, and payments would wait for retries."""
SETTLED = 1.0
"""Seconds after the last write of the profile, when all have seen that it is busy."""


def measure(scale: Scale, say: Say) -> Measurement:
    """Simulate the load with profiles and without."""
    measured, seconds = Measurement(), scale.pick(full=12.0, quick=6.0)
    say("measuring CPU")
    with timed_pipeline(known_region(scale, say)) as timed:
        cpu = scoring_time(timed)
    say("with profiles")
    run = simulate_terminal(rate=RATE, seconds=seconds, profiles=True, cpu=cpu)
    say("without")
    without = simulate_terminal(rate=RATE, seconds=seconds, profiles=False, cpu=cpu)
    came = sum(at < run.busy_after for at, _ in run.scoring.delays)
    lags, lags_without = (percentile(each.lags, 0.99) * 1e3 for each in (run, without))
    measured.add("records a batch", statistics.mean(run.fills), "records")
    beside = f"{came:,} payments had come by then"
    measured.add("until the terminal counts as busy", run.busy_after, "s", at_most(UNTIL_BUSY), beside=beside)
    details = (
        f"in {run.scoring.given_up[KEY]} parts of batches, after {run.scoring.races:,} lost races; "
        f"the profile has {run.folded:,}"
    )
    measured.add(
        "… payments that its profile lacks",
        run.scoring.left_out[KEY],
        "payments",
        at_most(RATE * UNTIL_BUSY),
        beside=details,
    )
    beside = f"p99 {lags:.0f} ms, without profiles {lags_without:.0f} ms"
    measured.add("the stream's lag", lags / lags_without, "× that without profiles", at_most(SAME), beside=beside)
    for name, since, until, goal in (
        ("from payment to score until then", 0.0, run.busy_after, None),
        ("… and afterwards", run.busy_after + SETTLED, seconds, at_most(LATER)),
    ):
        (p50, p99), (base, base99) = (_delays(each, since, until) for each in (run, without))
        beside = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms; without profiles {base:.0f} ms and {base99:.0f} ms"
        measured.add(name, p50 / base, "× that without profiles", goal, beside=beside)
    beside = f"{without.scoring.most_at_once} without profiles"
    measured.add(
        "Scoring at work for all shards", run.scoring.most_at_once, "invocations at a time", at_most(AT_ONCE), beside
    )
    measured.remarks.append(
        f"simulated: {RATE:,} payments a second of one terminal and of 100,000 customers, Poisson, in five shards; the "
        "real deciding and folding, on a table whose calls take what the clock says (bench/busy_simulation.py)"
    )
    measured.remarks.append(
        "the stream's lag is that until Processing has a record, which does not wait for Scoring: that lag is the same "
        "as long as Lambda runs Scoring as often at a time as it is invoked"
    )
    return measured


def _delays(run: BusyRun, since: float, until: float) -> tuple[float, float]:
    """Return the median and the 99th percentile of what came in a span of time, in milliseconds."""
    delays = [delay for at, delay in run.scoring.delays if since <= at < until]
    return percentile(delays, 0.5) * 1e3, percentile(delays, 0.99) * 1e3
