"""A clock that only calls to AWS move, each by what it takes there."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

LATENCIES: Mapping[str, float] = {
    "Query": 0.005,
    "PutItem": 0.006,
    "BatchGetItem": 0.008,
    "BatchExecuteStatement": 0.010,
    "UpdateItem": 0.006,
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
    """Seconds since its making; a program on it runs at the same speed on every machine."""

    def __init__(self, latencies: Mapping[str, float] = LATENCIES) -> None:
        self.now = 0.0
        self._latencies = latencies

    def called(self, _service: str, operation: str) -> None:
        """A call to AWS was made, and its answer waited for."""
        self.now += self.latency(operation)

    def latency(self, operation: str) -> float:
        """Seconds that a call takes."""
        return self._latencies[operation]


class VirtualLanes:
    """In the place of a pool of threads: what they would wait for side by side passes side by side on the clock."""

    def __init__(self, clock: VirtualClock, lanes: int) -> None:
        self._clock = clock
        self._lanes = lanes

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """The results in order; each item's work begins where a lane is free, and the clock ends with the last."""
        free, results = [self._clock.now] * self._lanes, []
        for item in items:
            lane = min(range(self._lanes), key=free.__getitem__)
            self._clock.now = free[lane]
            results.append(work(item))
            free[lane] = self._clock.now
        self._clock.now = max(free)
        return results
