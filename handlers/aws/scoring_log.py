"""Scoring's log of a batch: one line with the decisions and the metrics, and a warning for what went amiss."""

from decimal import Decimal
from typing import Any

from handlers.aws.judge import Decided
from handlers.aws.log import Logger
from handlers.aws.metrics import MetricCounts, Metrics
from handlers.aws.score_recorder import ScoringResult
from handlers.decision.bands import count_bands
from handlers.decision.record import log_fields
from handlers.decision.stored_decision import StoredDecision

DIGITS = 12
"""As much of a digest as tells strategies apart in a log; rows and alerts have all of it."""


class ScoringLog:
    """The lines that Scoring writes."""

    def __init__(self, log: Logger, metrics: Metrics, *, digest: str, threshold: Decimal) -> None:
        """Write that decisions are made by the strategy of a digest; count scores by the alert threshold."""
        self._log = log
        self._metrics = metrics
        self._digest = digest
        self._threshold = threshold

    def write(self, result: ScoringResult, *, received: int, stale: int) -> None:
        """Write what became of a batch in which so many transactions were received, `stale` ones among them."""
        troubles = result.troubles
        for entity, reason in troubles.unreadable.items():
            self._log.warning("unreadable profile", entity=entity, reason=reason)
        for entity, reason in troubles.given_up.items():
            self._log.warning("profile given up", entity=entity, reason=reason)
        for identity, reason in troubles.unfit.items():
            self._log.warning("decision not taken", id=identity, reason=reason)
        self._log.info(
            "scored",
            count=received,
            alerts=len(result.alerted),
            strategy=self._digest[:DIGITS],
            scores=[self._fields(each) for each in result.decided],
            **self._metrics.of(**self._counts(result, stale)),
        )

    def _counts(self, result: ScoringResult, stale: int) -> MetricCounts:
        decided, troubles = result.decided, result.troubles
        low, medium, high = count_bands((each.score for each in decided), self._threshold)
        return MetricCounts(
            LowScores=low,
            MediumScores=medium,
            HighScores=high,
            Reviews=sum(each.outcome == "review" for each in decided),
            Declines=sum(each.outcome == "decline" for each in decided),
            Alerts=len(result.alerted),
            Raced=len(result.raced),
            StaleUpdates=stale,
            MistypedMetadata=sum(len(each.mistyped) for each in decided),
            DivisionsByZero=sum(len(each.undecided) for each in decided),
            UnusableEntities=sum(len(each.unusable) for each in decided),
            UnfitDecisions=len(troubles.unfit),
            UnreadableProfiles=len(troubles.unreadable),
            ProfilesGivenUp=len(troubles.given_up),
            ProfileRaces=troubles.races,
        )

    def _fields(self, decision: Decided) -> dict[str, Any]:
        """Return the decision for the log, with its strategy where that came along and is another version's."""
        fields, digest = log_fields(decision), decision.strategy.digest
        if isinstance(decision, StoredDecision) and digest != self._digest:
            return {**fields, "strategy": digest[:DIGITS]}
        return fields
