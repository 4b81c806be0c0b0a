"""Control of when lines are sent and when sending stops: batches, a rate limit and a circuit breaker."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from fraudctl.client.line_results import LineOutcome, LineResult
from fraudctl.client.reading import NumberedLine

MAX_WAIT = 1.0
"""Seconds that a line waits for others to fill a batch."""

MAX_LAG = 0.1
"""Seconds that the lines may be behind their rate and still catch up."""

FAILURE_THRESHOLD = 3
"""Requests in a row, or as many as are sent at once, that failed after all their retries before the circuit opens."""


@dataclass(kw_only=True)
class LineBatcher:
    """The queue of lines that wait to be sent; all times are those of one clock."""

    size: int
    rate: float | None
    """Lines a second, at most."""
    ended: bool = False
    """True once no further line comes, so that a partial batch waits for none."""
    _lines: deque[tuple[float, NumberedLine]] = field(default_factory=deque)
    """Lines, each after the time at which it came."""
    _next: float = 0.0
    """The time from which the rate allows the next batch."""

    def __bool__(self) -> bool:
        """Return whether any line waits."""
        return bool(self._lines)

    def add(self, line: NumberedLine, now: float) -> None:
        """Add a line to those that wait."""
        self._lines.append((now, line))

    def due(self) -> float:
        """Return when the next batch is to be sent, unless more lines come before; at least one line must wait."""
        if self.ended or len(self._lines) >= self.size:
            return self._next
        return max(self._next, self._lines[0][0] + MAX_WAIT)

    def take(self, now: float) -> list[NumberedLine]:
        """Return the next batch, to be sent now."""
        batch = [self._lines.popleft()[1] for _ in range(min(self.size, len(self._lines)))]
        if self.rate:
            self._next = max(self._next, now - MAX_LAG if self._next else now) + len(batch) / self.rate
        return batch

    def rest(self) -> list[NumberedLine]:
        """Remove and return all lines, which will not be sent."""
        rest = [line for _, line in self._lines]
        self._lines.clear()
        return rest


@dataclass(kw_only=True)
class CircuitBreaker:
    """A circuit breaker that opens after requests failed in a row, and stays open: the send ends."""

    concurrency: int
    failures: int = 0
    """Requests that have failed in a row."""
    reason: str = ""

    def record(self, results: Iterable[LineResult]) -> None:
        """Count a request by the results of its lines; lines that were refused without a request do not count."""
        posted = [result for result in results if result.outcome is not LineOutcome.REFUSED or result.accepted_at]
        if posted:
            failed = all(result.outcome is LineOutcome.FAILED for result in posted)
            self.failures = self.failures + 1 if failed else 0
            self.reason = posted[-1].reason

    @property
    def circuit_open(self) -> bool:
        """Return whether the API counts as unreachable, so that nothing more is sent."""
        return self.failures >= max(FAILURE_THRESHOLD, self.concurrency)
