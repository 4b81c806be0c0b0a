"""When lines are sent and when sending stops: batches, a rate limit and a circuit breaker."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from fraudctl.client.line_results import LineOutcome, LineResult
from fraudctl.client.reading import NumberedLine

MAX_WAIT = 1.0
"""Seconds that a line waits for others to make up a batch."""

MAX_LAG = 0.1
"""Seconds that the lines may be behind their rate and still catch up."""


@dataclass(kw_only=True)
class LineBatcher:
    """The lines that wait; all times are those of one clock."""

    size: int
    rate: float | None
    """Lines a second, at most."""
    ended: bool = False
    """Whether no further line comes, so that none is worth waiting for."""
    _lines: deque[tuple[float, NumberedLine]] = field(default_factory=deque)
    """When a line came, and the line."""
    _next: float = 0.0
    """When the rate allows the next batch."""

    def __bool__(self) -> bool:
        """Tell whether any line waits."""
        return bool(self._lines)

    def add(self, line: NumberedLine, now: float) -> None:
        """Let a line wait."""
        self._lines.append((now, line))

    def due(self) -> float:
        """Return when the next batch is to be sent, unless more lines come before; there is a line."""
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
        """Return all that is not to be sent any more."""
        rest = [line for _, line in self._lines]
        self._lines.clear()
        return rest


FAILURE_THRESHOLD = 3
"""Requests in a row, or as many as are sent at once, that failed for all their retries: the API is out, and the others
would fare alike."""


@dataclass(kw_only=True)
class CircuitBreaker:
    """How many requests have failed in a row."""

    concurrency: int
    failed: int = 0
    reason: str = ""

    def note(self, results: Iterable[LineResult]) -> None:
        """Count a request by the results of its lines; what was refused without a request tells nothing."""
        posted = [result for result in results if result.outcome is not LineOutcome.REFUSED or result.accepted_at]
        if posted:
            out = all(result.outcome is LineOutcome.FAILED for result in posted)
            self.failed = self.failed + 1 if out else 0
            self.reason = posted[-1].reason

    @property
    def hopeless(self) -> bool:
        """Whether there is no point in sending more."""
        return self.failed >= max(FAILURE_THRESHOLD, self.concurrency)
