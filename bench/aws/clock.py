"""A clock that only calls to AWS move, each by what it takes there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

LATENCIES: Mapping[str, float] = {
    "Query": 0.005,
    "GetItem": 0.005,
    "PutItem": 0.006,
    "BatchGetItem": 0.008,
    "BatchExecuteStatement": 0.010,
    "UpdateItem": 0.006,
    "TransactWriteItems": 0.012,
    "Invoke": 0.030,
    "Publish": 0.020,
    "PublishBatch": 0.025,
    "SendMessage": 0.010,
    "SendMessageBatch": 0.015,
}
"""Seconds by operation, in the region and on a warm connection: round figures at the upper end of what CloudWatch shows
for small items (SuccessfulRequestLatency) and of what an asynchronous Invoke takes until Lambda has queued it."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class VirtualClock:
    """Seconds since its creation; a program on it runs at the same speed on every machine."""

    def __init__(self, latencies: Mapping[str, float] = LATENCIES) -> None:
        self.now = 0.0
        self._latencies = latencies

    def called(self, _service: str, operation: str) -> None:
        """Advance by the latency of a call to AWS."""
        self.now += self.latency(operation)

    def latency(self, operation: str) -> float:
        """Return the seconds that a call takes."""
        return self._latencies[operation]


class VirtualPool:
    """A pool of threads on the virtual clock: calls that its workers would make at the same time overlap on it."""

    def __init__(self, clock: VirtualClock, workers: int) -> None:
        self._clock = clock
        self._workers = workers

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Return the results in order; an item's work begins when a worker is free; who takes them waits for the last.

        Until then the clock stays, for what the caller does beside.
        """
        began = self._clock.now
        free, results = [began] * self._workers, []
        for item in items:
            worker = min(range(self._workers), key=free.__getitem__)
            self._clock.now = free[worker]
            results.append(work(item))
            free[worker] = self._clock.now
        self._clock.now = began
        return self._awaited(results, max(free))

    def _awaited(self, results: Sequence[Result], until: float) -> Iterator[Result]:
        self._clock.now = max(self._clock.now, until)
        yield from results
