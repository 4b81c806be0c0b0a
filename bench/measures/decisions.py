"""Decision: CPU against its bare calls, rounds to AWS, time on a clock that scatters, and the cost of a million."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

import boto3
from botocore import xform_name

from bench.cpu_time import CpuTime
from bench.decision_simulation import TAIL, UNANSWERED, DecisionLoad, rounds, simulate_decisions
from bench.functions import MEMORY, bare_calls, decide_by
from bench.measurement import Measurement, Say, Scale, at_most
from bench.measures.decision_cost import NARROW, add_decided
from bench.packaged import narrow_strategy, packaged_strategy
from bench.pipeline import TimedPipeline, timed_pipeline
from bench.region import KINDS
from bench.region_file import known_region
from bench.sample import decision_event
from bench.turns import in_turns
from fraudctl.client.latency import percentile
from handlers.aws import concurrency
from handlers.aws.clients import LESS_CPU, AnswerBudgets

RATIO, ROUNDS = 1.3, 2
P50, P99, RATE = 35, 90, 100
"""Milliseconds of function time, at so many decisions a second."""
CALLS = 40
"""Decisions of a round, in turns with their bare calls."""

STRATEGIES = {NARROW: narrow_strategy, "packaged": packaged_strategy}

Call = tuple[str, str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class DecisionCpu:
    """CPU seconds of a decision, and of its bare calls."""

    ours: float
    bare: float


def measure(scale: Scale, say: Say) -> Measurement:
    """Measure the packaged strategy, and those of its rules that read two entities and the attempts of one."""
    measured, region = Measurement(), known_region(scale, say)
    bodies = region.bodies(scale.pick(full=3000, quick=600))
    with timed_pipeline(region) as timed:
        for name, strategy in STRATEGIES.items():
            decide_by(timed.functions, strategy())
            say(f"CPU, {name}")
            cpu = _add_cpu(measured, timed, name, bodies[0], rounds=scale.pick(full=25, quick=9))
            say(f"a clock that scatters, {name}")
            _add_times(measured, timed, name, bodies, cpu.ours)
            say(f"cost, {name}")
            add_decided(measured, timed, name, bodies[: scale.pick(full=1000, quick=200)], ours=cpu.ours, bare=cpu.bare)
    measured.remarks.append(
        "two entities: of the packaged strategy the rules alone that read customer, terminal and attempts on a card; "
        f"packaged: all, which read the profiles of {', '.join(KINDS)} and card; bare calls have the same items, made "
        "side by side by the SDK's clients, configured as Decision's, on the same pool of threads"
    )
    measured.remarks.append(
        f"the clock that scatters: log-normal, with the medians of bench/aws/clock.py, a 99th percentile {TAIL} times "
        f"as long, and one call in {1 / UNANSWERED:,.0f} that is not answered; {RATE} decisions a second, Poisson, the "
        "real function on virtual threads (bench/decision_simulation.py)"
    )
    return measured


def _add_cpu(measured: Measurement, timed: TimedPipeline, name: str, body: bytes, rounds: int) -> DecisionCpu:
    event = decision_event(body)

    def work() -> object:
        return timed.functions.call("decision", event)

    calls = timed.aws.record(work)
    with real_pool():
        ours, bare = in_turns(work, _side_by_side(calls), calls=CALLS, rounds=rounds)
        again, plain = in_turns(work, bare_calls(calls), calls=CALLS, rounds=rounds)
    against = (
        f"{ours * 1e6:,.0f} µs a decision against {bare * 1e6:,.0f} µs; {again / plain:.2f} × those of plain boto3, "
        "one after the other"
    )
    measured.add(f"CPU, {name}", ours / bare, "× bare calls", at_most(RATIO), beside=against)
    return DecisionCpu(ours=ours, bare=bare)


@contextmanager
def real_pool() -> Iterator[None]:
    """Have calls side by side made by threads, whose handover takes CPU."""
    with ThreadPoolExecutor(concurrency.MAX_WORKERS) as pool, patch.object(concurrency, "POOL", pool):
        yield


def _side_by_side(calls: Sequence[Call]) -> Callable[[], object]:
    """Return a function that repeats Decision's calls in its two rounds, by the SDK's clients configured as its own."""
    budgets = AnswerBudgets.within(3)
    reads, writes = (boto3.client("dynamodb", config=each.merge(LESS_CPU)) for each in (budgets.reads, budgets.writes))
    *first, last = [
        partial(getattr(writes if operation == "TransactWriteItems" else reads, xform_name(operation)), **params)
        for _, operation, params in calls
    ]
    return lambda: (concurrency.map_beside(lambda call: call(), first), last())


def _add_times(measured: Measurement, timed: TimedPipeline, name: str, bodies: Sequence[bytes], cpu: float) -> None:
    decide = [partial(_status, timed, decision_event(body)) for body in bodies]
    seconds = CpuTime(fixed=cpu, each=0).with_memory(MEMORY["decision"]).fixed
    one = simulate_decisions(timed.aws, decide[:1], DecisionLoad(rate=RATE, cpu=seconds, spread=0, unanswered=0))
    made = ", ".join(sorted(call.operation for call in one.calls))
    measured.add(f"rounds to AWS, {name}", rounds(one.calls), "one after the other", at_most(ROUNDS), beside=made)
    run = simulate_decisions(timed.aws, decide, DecisionLoad(rate=RATE, cpu=seconds))
    p50, p99 = (percentile(run.durations, share) * 1e3 for share in (0.5, 0.99))
    beside = (
        f"of which {seconds * 1e3:.1f} compute, with {MEMORY['decision']} MB; "
        f"at most {max(run.durations) * 1e3:.0f} ms; {run.unanswered} of {len(run.calls):,} calls not answered"
    )
    measured.add(f"time of a decision, p50, {name}", p50, "ms", at_most(P50), beside=beside)
    answered = sum(status == 200 for status in run.statuses)  # noqa: PLR2004 -- OK
    beside = f"{answered:,} of {len(run.statuses):,} answered 200"
    measured.add(f"… p99, {name}", p99, "ms", at_most(P99), beside=beside)


def _status(timed: TimedPipeline, event: Mapping[str, Any]) -> int:
    status: int = timed.functions.call("decision", event)["statusCode"]
    return status
