"""The real functions on a virtual clock: what each invocation waits for, computes, calls and logs."""

import contextlib
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bench.aws.clock import VirtualClock, VirtualLanes
from bench.aws.instant import InstantAws
from bench.functions import MEMORY, Functions, loaded
from bench.pipeline import Pipeline
from fraudctl.capacity.bill import billed_seconds
from handlers.aws import concurrency

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One invocation: seconds it waited for AWS, CPU seconds of a whole CPU, calls by operation, bytes it logged."""

    function: str
    waited: float
    cpu: float
    calls: Counter[str]
    log_bytes: int

    @property
    def seconds(self) -> float:
        """As Lambda bills it, at the function's memory."""
        return billed_seconds(self.waited, self.cpu, MEMORY[self.function])


@dataclass(frozen=True, kw_only=True)
class Stages:
    """The functions, and the clock that their calls move."""

    pipeline: Pipeline
    clock: VirtualClock
    functions: Functions
    aws: InstantAws

    def run(self, function: str, work: Callable[[], Result]) -> tuple[Result, Ran]:
        """The result of one invocation, and what it took."""
        log, sent = self.functions.logs[function], Counter(self.aws.sent)
        bytes_before, waited_before = log.bytes, self.clock.now
        started = time.process_time()
        result = work()
        cpu = time.process_time() - started
        ran = Ran(
            function=function,
            waited=self.clock.now - waited_before,
            cpu=cpu,
            calls=_by_operation(Counter(self.aws.sent) - sent),
            log_bytes=log.bytes - bytes_before,
        )
        return result, ran

    def cpu(self, function: str, work: Callable[[], object], repeats: int) -> float:
        """CPU seconds of an invocation, the median of many, warm."""
        return statistics.median(self.run(function, work)[1].cpu for _ in range(repeats))


@contextlib.contextmanager
def stages() -> Iterator[Stages]:
    """For a process that does nothing else with boto3."""
    clock = VirtualClock()
    aws = InstantAws(observe=clock.called)
    with loaded(aws) as functions:
        concurrency.POOL = VirtualLanes(clock, concurrency.MAX_WORKERS)  # type: ignore[assignment]  # it maps, as a pool does
        yield Stages(pipeline=Pipeline(functions=functions, aws=aws), clock=clock, functions=functions, aws=aws)


def _by_operation(sent: Counter[tuple[str, str]]) -> Counter[str]:
    calls: Counter[str] = Counter()
    for (_, operation), count in sent.items():
        calls[operation] += count
    return calls
