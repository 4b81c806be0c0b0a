"""The real functions, one after the other: what each stores or calls is the event of the next; and their times."""

import contextlib
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bench.aws.clock import VirtualClock, VirtualPool
from bench.aws.counting_proxy import capacity_units
from bench.aws.instant import InstantAws
from bench.functions import MEMORY, Functions, loaded_functions
from bench.region import KnownRegion, SentItems
from bench.sample import decision_event, proxy_event, score_event, stream_event
from fraudctl.capacity.bill import billed_seconds
from handlers.aws import concurrency

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """The functions and the AWS that they call."""

    functions: Functions
    aws: InstantAws

    def ingest(self, body: bytes) -> dict[str, Any]:
        """Return the image of the item that Ingestion stores for this request.

        Raises:
            RuntimeError: it stored none, so the sample is not valid.
        """
        event = proxy_event(body.decode())
        for _, operation, params in self.aws.record(lambda: self.functions.call("ingestion", event)):
            if operation == "PutItem":
                image: dict[str, Any] = params["Item"]
                return image
        raise RuntimeError("a request of the sample was not stored")

    def decide(self, body: bytes) -> dict[str, Any]:
        """Return the image of the item that Decision stores for this request, of a payment by card.

        Raises:
            RuntimeError: it stored none, so the sample is not valid.
        """
        event = decision_event(body)
        for _, operation, params in self.aws.record(lambda: self.functions.call("decision", event)):
            if operation == "TransactWriteItems":
                image: dict[str, Any] = params["TransactItems"][1]["Put"]["Item"]
                return image
        raise RuntimeError("a request of the sample was not stored")

    def process(self, images: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the events with which Processing invokes Scoring for a batch of these images."""
        event = stream_event(images)
        calls = self.aws.record(lambda: self.functions.call("processing", event))
        return [score_event(params["Payload"]) for _, operation, params in calls if operation == "Invoke"]

    def score(self, event: Mapping[str, Any]) -> Mapping[str, int]:
        """Return Scoring's counts."""
        counts: Mapping[str, int] = self.functions.call("scoring", event)
        return counts


@dataclass(frozen=True, kw_only=True)
class TimedInvocation:
    """One invocation: seconds it waited for AWS, CPU seconds of a whole CPU, calls by operation, bytes logged.

    Units are DynamoDB's.
    """

    function: str
    waited: float
    cpu: float
    calls: Counter[str]
    log_bytes: int
    write_units: int
    read_units: float

    @property
    def seconds(self) -> float:
        """Return the seconds that Lambda bills at the function's memory."""
        return billed_seconds(self.waited, self.cpu, MEMORY[self.function])


@dataclass(frozen=True, kw_only=True)
class TimedPipeline:
    """The pipeline on a virtual clock that only calls to AWS move; what it knows is the region's."""

    pipeline: Pipeline
    region: KnownRegion
    clock: VirtualClock
    functions: Functions
    aws: InstantAws

    def run(self, function: str, work: Callable[[], Result]) -> tuple[Result, TimedInvocation]:
        """Return the result of one invocation, and its times and calls."""
        log, sent = self.functions.logs[function], Counter(self.aws.sent)
        bytes_before, waited_before = log.bytes, self.clock.now
        bodies: list[tuple[str, bytes]] = []
        self.aws.bodies = bodies
        started = time.process_time()
        result = work()
        cpu = time.process_time() - started
        self.aws.bodies = None
        units = [capacity_units(operation, body) for operation, body in bodies]
        ran = TimedInvocation(
            function=function,
            waited=self.clock.now - waited_before,
            cpu=cpu,
            calls=_by_operation(Counter(self.aws.sent) - sent),
            log_bytes=log.bytes - bytes_before,
            write_units=sum(writes for writes, _ in units),
            read_units=sum(reads for _, reads in units),
        )
        return result, ran

    def cpu(self, function: str, work: Callable[[], object], repeats: int) -> float:
        """Return the CPU seconds of a warm invocation, the median of many."""
        return statistics.median(self.run(function, work)[1].cpu for _ in range(repeats))


@contextlib.contextmanager
def timed_pipeline(region: KnownRegion) -> Iterator[TimedPipeline]:
    """Load the functions on a virtual clock, in a process that does nothing else with boto3."""
    clock = VirtualClock()
    aws = InstantAws(observe=clock.called)
    aws.profiles = SentItems(region)
    with loaded_functions(aws) as functions:
        concurrency.POOL = VirtualPool(clock, concurrency.MAX_WORKERS)  # type: ignore[assignment]  # it maps, as a pool does
        yield TimedPipeline(
            pipeline=Pipeline(functions=functions, aws=aws), region=region, clock=clock, functions=functions, aws=aws
        )


def _by_operation(sent: Counter[tuple[str, str]]) -> Counter[str]:
    calls: Counter[str] = Counter()
    for (_, operation), count in sent.items():
        calls[operation] += count
    return calls
