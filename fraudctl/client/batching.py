"""When the lines that were read are sent: once they make up a batch or have waited long enough, and at a rate."""

from collections import deque
from dataclasses import dataclass, field

from fraudctl.client.reading import Line

FILLING = 1.0
"""Seconds that a line waits for others to make up a batch."""

LATE = 0.1
"""Seconds that the lines may be behind their rate and still catch up."""


@dataclass(kw_only=True)
class Batching:
    """The lines that wait; all times are those of one clock."""

    size: int
    rate: float | None
    """Lines a second, at most."""
    ended: bool = False
    """Whether no further line comes, so that none is worth waiting for."""
    _lines: deque[tuple[float, Line]] = field(default_factory=deque)
    """When a line came, and the line."""
    _next: float = 0.0
    """When the rate allows the next batch."""

    def __bool__(self) -> bool:
        """Tell whether any line waits."""
        return bool(self._lines)

    def add(self, line: Line, now: float) -> None:
        """Let a line wait."""
        self._lines.append((now, line))

    def due(self) -> float:
        """Return when the next batch is to be sent, unless more lines come before; there is a line."""
        if self.ended or len(self._lines) >= self.size:
            return self._next
        return max(self._next, self._lines[0][0] + FILLING)

    def take(self, now: float) -> list[Line]:
        """Return the next batch, to be sent now."""
        batch = [self._lines.popleft()[1] for _ in range(min(self.size, len(self._lines)))]
        if self.rate:
            self._next = max(self._next, now - LATE if self._next else now) + len(batch) / self.rate
        return batch

    def rest(self) -> list[Line]:
        """Return all that is not to be sent any more."""
        rest = [line for _, line in self._lines]
        self._lines.clear()
        return rest
