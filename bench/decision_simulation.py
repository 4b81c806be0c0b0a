"""Decision under load, as a simulation: the real function on virtual threads, as many at a time as come.

Only AWS is simulated: its calls take what a distribution says. CPU time is measured beforehand, and slept.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ReadTimeoutError

from bench.aws.clock import LATENCIES
from bench.aws.instant import InstantAws
from bench.scoring_simulation import on_virtual_threads
from bench.virtual_threads import VirtualThreads
from handlers.aws.clients import AnswerBudgets

TAIL = 4
"""Times the median that the slowest of a hundred calls takes; DynamoDB's own figures are nearer to two."""
SPREAD = math.log(TAIL) / 2.3263
"""Of the logarithm: a normal distribution has its 99th percentile at 2.3263 standard deviations."""
UNANSWERED = 0.001
"""The share of calls that bring no answer before the client's timeout."""

_BUDGETS: Any = AnswerBudgets.within(3)  # botocore's options have no types
READ_TIMEOUT: float = _BUDGETS.reads.read_timeout
WRITE_TIMEOUT: float = _BUDGETS.writes.read_timeout


@dataclass(frozen=True, kw_only=True)
class TimedCall:
    """A call to AWS, with seconds on the virtual clock."""

    operation: str
    began: float
    ended: float


@dataclass(kw_only=True)
class DecisionRun:
    """The results of simulated decisions; times are in seconds."""

    durations: list[float] = field(default_factory=list)
    """Of each decision, in the order in which they ended."""
    statuses: list[int] = field(default_factory=list)
    """Of each answer."""
    calls: list[TimedCall] = field(default_factory=list)
    unanswered: int = 0
    """Calls that timed out."""


class DrawnLatencies:
    """Latencies of calls on virtual threads: log-normal about the clock's, and some that never end."""

    def __init__(
        self, threads: VirtualThreads, run: DecisionRun, *, spread: float, unanswered: float, seed: int
    ) -> None:
        self._threads, self._run = threads, run
        self._spread, self._unanswered = spread, unanswered
        self._chance = random.Random(seed)  # noqa: S311 -- latencies, not secrets

    def called(self, _service: str, operation: str) -> None:
        """Sleep for as long as a call takes; raise ReadTimeoutError if its answer does not come in time."""
        began = self._threads.now
        timeout = WRITE_TIMEOUT if operation == "TransactWriteItems" else READ_TIMEOUT
        seconds = LATENCIES[operation] * math.exp(self._chance.gauss(0, self._spread))
        if self._chance.random() < self._unanswered:
            seconds = timeout
        self._threads.sleep(min(seconds, timeout))
        self._run.calls.append(TimedCall(operation=operation, began=began, ended=self._threads.now))
        if seconds >= timeout:
            self._run.unanswered += 1
            raise ReadTimeoutError(endpoint_url=operation)


@dataclass(frozen=True, kw_only=True)
class DecisionLoad:
    """Decisions that come at random, so many a second on average, each of which computes for some seconds."""

    rate: float
    cpu: float
    """With the share of a CPU that the function's memory buys."""
    spread: float = SPREAD
    unanswered: float = UNANSWERED
    seed: int = 1


def simulate_decisions(aws: InstantAws, decisions: Sequence[Callable[[], int]], load: DecisionLoad) -> DecisionRun:
    """Run each decision, which returns its answer's status, on an AWS whose calls take their time."""
    threads, run = VirtualThreads(), DecisionRun()
    chance, at = random.Random(load.seed), 0.0  # noqa: S311 -- arrivals, not secrets
    drawn = DrawnLatencies(threads, run, spread=load.spread, unanswered=load.unanswered, seed=load.seed)

    def answer(decide: Callable[[], int]) -> None:
        began = threads.now
        threads.sleep(load.cpu)
        run.statuses.append(decide())
        run.durations.append(threads.now - began)

    for each in decisions:
        at += chance.expovariate(load.rate)
        threads.start(at, lambda each=each: answer(each))  # type: ignore[misc]  # the default binds
    observed, aws.observe = aws.observe, drawn.called
    try:
        with on_virtual_threads(threads, load.seed):
            threads.run()
    finally:
        aws.observe = observed
    return run


def rounds(calls: Sequence[TimedCall]) -> int:
    """Return how many calls come one after the other at least: the longest chain, each begun when one had ended."""
    count, ends = 0, -math.inf
    for call in sorted(calls, key=lambda call: call.ended):
        if call.began >= ends:
            count, ends = count + 1, call.ended
    return count
