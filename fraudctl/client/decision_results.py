"""Results of the lines that were decided on, and their summary."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fraudctl.client.latency import percentiles
from fraudctl.client.line_results import LineResult, SendSummary
from handlers.decision.strategy.schema import OUTCOMES

DECISION_PERCENTILES = (50, 90, 99)


@dataclass(kw_only=True)
class DecisionSummary(SendSummary):
    """Results of all lines; what counts as accepted is decided on now, a duplicate was before."""

    @property
    def decided(self) -> list[LineResult]:
        """Return the lines that have a decision, of now or of before: a try that was not answered may have made it."""
        return [result for result in self.results if result.decision]

    @property
    def decisions(self) -> Iterator[Mapping[str, Any]]:
        """Yield the answers that are decisions, those on duplicates too."""
        return (result.decision for result in self.results if result.decision)

    @property
    def outcomes(self) -> dict[str, int]:
        """Return the number of decisions by outcome."""
        counts = Counter(str(decision["outcome"]) for decision in self.decisions)
        return {outcome: counts[outcome] for outcome in OUTCOMES}

    @property
    def degraded(self) -> dict[str, int]:
        """Return the number of decisions by each word for what could not be read in time."""
        words = (word for decision in self.decisions for word in _words(decision))
        return dict(sorted(Counter(words).items()))

    @property
    def degraded_share(self) -> float:
        """Return the share of the decisions, 0 to 1, for which anything could not be read in time."""
        decided = list(self.decisions)
        return sum(bool(_words(each)) for each in decided) / len(decided) if decided else 0.0

    @property
    def error_share(self) -> float:
        """Return the share of all tries, 0 to 1, that brought no decision: those that were tried again, too."""
        decided, tries = sum(1 for _ in self.decisions), self.lines + self.retries
        return (tries - decided) / tries if tries else 0.0

    @property
    def stopped(self) -> bool:
        """Return whether it ended before the lines did."""
        return bool(self.unsent or self.unanswered or self.ended)

    def as_json(self) -> dict[str, Any]:
        """Return counts, line numbers by reason, outcomes, and latencies in milliseconds."""
        figures = super().as_json()
        decided = figures.pop("accepted")
        return {
            "lines": figures.pop("lines"),
            "decided": decided,
            "duplicates": figures.pop("duplicates"),
            "outcomes": self.outcomes,
            "degraded": self.degraded,
            **figures,
            "retries": self.retries,
            "latency_ms": percentiles(self.latencies, DECISION_PERCENTILES),
        }


def _words(decision: Mapping[str, Any]) -> list[str]:
    words = decision.get("degraded")
    return [str(each) for each in words] if isinstance(words, list) else []
