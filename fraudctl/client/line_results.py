"""Results of the lines that were sent, and their summary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fraudctl.client.latency import percentiles


class LineOutcome(StrEnum):
    """Outcome of a line: accepted now, accepted before, never acceptable, or failed this time."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineResult:
    """Result of line `number`; `accepted_at` in epoch seconds, `timestamp` in epoch milliseconds."""

    number: int
    outcome: LineOutcome
    reason: str = ""
    transaction_id: str = ""
    accepted_at: float = 0.0
    label: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    timestamp: int | None = None
    decision: Mapping[str, Any] | None = None
    """The API's answer, if it was a decision."""

    def as_json(self) -> dict[str, Any]:
        """Return the line's transaction and its result, without unknown values."""
        known = {
            "line": self.number,
            "transaction_id": self.transaction_id or None,
            "outcome": self.outcome.value,
            "reason": self.reason or None,
            "timestamp": self.timestamp,
            "occurred_at": None if self.timestamp is None else _time(self.timestamp / 1000),
            "amount": self.amount,
            "currency": self.currency,
            "answered_at": _time(self.accepted_at) if self.accepted_at else None,
            "decision": self.decision,
        }
        return {name: value for name, value in known.items() if value is not None}


@dataclass(kw_only=True)
class SendSummary:
    """Results of all lines; `latencies` in seconds, one a request."""

    lines: int = 0
    """Lines that have a result."""
    duplicates: int = 0
    accepted: list[LineResult] = field(default_factory=list)
    refused: dict[str, list[int]] = field(default_factory=dict)
    failed: dict[str, list[int]] = field(default_factory=dict)
    unsent: list[int] = field(default_factory=list)
    """Lines that were read and not sent."""
    unanswered: list[int] = field(default_factory=list)
    """Lines that were sent without an answer being awaited: they may be accepted."""
    ended: str = ""
    """The reason why the sending ended before the lines did, if it did."""
    latencies: list[float] = field(default_factory=list)
    retries: int = 0
    """Requests beyond the first for the same lines, each after one that brought no usable answer."""
    seconds: float = 0.0
    results: list[LineResult] = field(default_factory=list)

    def add(self, results: Iterable[LineResult], seconds: float | None, retries: int = 0) -> None:
        """Add the results of one request, which took `seconds` if it was answered, and so many tries before."""
        self.retries += retries
        if seconds is not None:
            self.latencies.append(seconds)
        for result in results:
            self.lines += 1
            self.results.append(result)
            match result.outcome:
                case LineOutcome.ACCEPTED:
                    self.accepted.append(result)
                case LineOutcome.DUPLICATE:
                    self.duplicates += 1
                case LineOutcome.REFUSED:
                    self.refused.setdefault(result.reason, []).append(result.number)
                case LineOutcome.FAILED:
                    self.failed.setdefault(result.reason, []).append(result.number)

    @property
    def complete(self) -> bool:
        """Return whether every line was accepted, now or before."""
        return not (self.refused or self.failed or self.unsent or self.unanswered or self.ended)

    def as_json(self) -> dict[str, Any]:
        """Return counts, line numbers by reason, and latencies in milliseconds."""
        return {
            "lines": self.lines,
            "accepted": len(self.accepted),
            "duplicates": self.duplicates,
            "refused": self.refused,
            "failed": self.failed,
            "unsent": self.unsent,
            "unanswered": self.unanswered,
            "ended": self.ended or None,
            "seconds": round(self.seconds, 3),
            "per_second": round(len(self.accepted) / self.seconds, 1) if self.seconds else 0.0,
            "latency_ms": percentiles(self.latencies),
        }


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
