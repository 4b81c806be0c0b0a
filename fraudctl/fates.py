"""What became of the lines that were sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fraudctl.latency import percentiles


class Outcome(StrEnum):
    """A line's end: taken now, taken before, not to be taken, or not taken this time."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """What became of line `number`; `accepted_at` in epoch seconds."""

    number: int
    outcome: Outcome
    reason: str = ""
    transaction_id: str = ""
    accepted_at: float = 0.0
    label: str | None = None


@dataclass(kw_only=True)
class Summary:
    """What became of all lines; `latencies` in seconds, one a request."""

    lines: int = 0
    duplicates: int = 0
    accepted: list[Fate] = field(default_factory=list)
    refused: dict[str, list[int]] = field(default_factory=dict)
    failed: dict[str, list[int]] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, fates: Iterable[Fate], seconds: float | None) -> None:
        """Counts the fates of one request, which took so long if it was answered."""
        if seconds is not None:
            self.latencies.append(seconds)
        for fate in fates:
            self.lines += 1
            match fate.outcome:
                case Outcome.ACCEPTED:
                    self.accepted.append(fate)
                case Outcome.DUPLICATE:
                    self.duplicates += 1
                case Outcome.REFUSED:
                    self.refused.setdefault(fate.reason, []).append(fate.number)
                case Outcome.FAILED:
                    self.failed.setdefault(fate.reason, []).append(fate.number)

    @property
    def complete(self) -> bool:
        """Whether every line was accepted, now or before."""
        return not self.refused and not self.failed

    def as_json(self) -> dict[str, Any]:
        """Counts, line numbers by reason, and latencies in milliseconds."""
        return {
            "lines": self.lines,
            "accepted": len(self.accepted),
            "duplicates": self.duplicates,
            "refused": self.refused,
            "failed": self.failed,
            "seconds": round(self.seconds, 3),
            "per_second": round(len(self.accepted) / self.seconds, 1) if self.seconds else 0.0,
            "latency_ms": percentiles(self.latencies),
        }
