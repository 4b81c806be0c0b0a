"""Scoring's log of a batch: one line with the decisions and the metrics, and a warning for what went amiss."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from handlers.aws.judge import Decided
from handlers.aws.log import Logger
from handlers.aws.metrics import MetricCounts, Metrics, model_counts
from handlers.aws.scoring_result import ScoringResult
from handlers.aws.strategies_log import DIGITS
from handlers.decision.arms import CHALLENGER
from handlers.decision.bands import count_bands
from handlers.decision.decide import Decision
from handlers.decision.degraded import STRATEGY
from handlers.decision.record import log_fields
from handlers.decision.settlement import ALERT, EVENT, REVIEW
from handlers.decision.strategy.strategy import Strategy

if TYPE_CHECKING:
    from handlers.decision.model_scores import ModelScores

WAITED = "waited_ms"
"""A field of the line of a batch."""


class ScoringLog:
    """The lines that Scoring writes."""

    def __init__(self, log: Logger, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics
        self._model_scores: dict[str, ModelScores | None] = {}

    def write(self, result: ScoringResult, active: Strategy, *, received: int, stale: int, now: int) -> None:
        """Write what became of a batch in which so many transactions were received, `stale` ones among them.

        A decision by another strategy than the active one says so. `now` is in epoch milliseconds: the line says for
        how long the one that waited longest for its score had waited since its receipt.
        """
        troubles, digest = result.troubles, active.digest
        for entity, reason in troubles.unreadable.items():
            self._log.warning("unreadable profile", entity=entity, reason=reason)
        for entity, reason in troubles.given_up.items():
            self._log.warning("profile given up", entity=entity, reason=reason)
        for identity, reason in troubles.unfit.items():
            self._log.warning("decision not taken", id=identity, reason=reason)
        self._log.info(
            "scored",
            count=received,
            alerts=result.count(ALERT),
            **_waited(result.decided, now),
            strategy=digest[:DIGITS],
            scores=[_fields(each, digest) for each in result.decided],
            **self._metrics.of(**self._counts(result, active, stale)),
        )

    def _counts(self, result: ScoringResult, active: Strategy, stale: int) -> MetricCounts:
        decided, troubles = result.decided, result.troubles
        low, medium, high = count_bands((each.score, each.alert_above) for each in decided)
        return MetricCounts(
            LowScores=low,
            MediumScores=medium,
            HighScores=high,
            Reviews=sum(each.outcome == "review" for each in decided),
            Declines=sum(each.outcome == "decline" for each in decided),
            Alerts=result.count(ALERT),
            ReviewsOpened=result.count(REVIEW),
            EventsPublished=result.count(EVENT),
            Raced=len(result.raced),
            StaleUpdates=stale,
            MistypedMetadata=sum(len(each.mistyped) for each in decided),
            DivisionsByZero=sum(len(each.undecided) for each in decided),
            UnusableEntities=sum(len(each.unusable) for each in decided),
            UnfitDecisions=len(troubles.unfit),
            UnreadableProfiles=len(troubles.unreadable),
            ProfilesGivenUp=len(troubles.given_up),
            ProfileRaces=troubles.races,
            DegradedStrategy=sum(_is_stale(each) for each in decided),
            ChallengerDecisions=sum(each.arm is not None and each.arm.name == CHALLENGER for each in decided),
            Overridden=sum(each.override is not None for each in decided),
            **_of_shadow(result),
            **self._of_model(active, decided),
        )

    def _of_model(self, active: Strategy, decided: Iterable[Decided]) -> MetricCounts:
        """Return the scores of the active strategy's model by band, and those expected; none without a model."""
        if not active.model:
            return MetricCounts()
        if active.digest not in self._model_scores:
            from handlers.decision.model_scores import ModelScores  # noqa: PLC0415 -- most strategies have none

            self._model_scores = {active.digest: ModelScores.of(active)}
        scores = self._model_scores[active.digest]
        return model_counts(*scores.count(decided)) if scores else MetricCounts()


def _waited(decided: Iterable[Decided], now: int) -> dict[str, int]:
    """Return the milliseconds between receipt and score of the one that waited longest; nothing without a score."""
    longest = max((now - each.transaction.received_by(now) for each in decided), default=None)
    return {} if longest is None else {WAITED: longest}


def _of_shadow(result: ScoringResult) -> MetricCounts:
    """Return the counts of what the shadow decided; none without a shadow."""
    if not result.shadows:
        return MetricCounts()
    return MetricCounts(
        ShadowDecisions=len(result.shadows),
        ShadowAlerts=sum(each.alert_due for each in result.shadows),
        ShadowDiffers=sum(each.differs for each in result.shadows),
    )


def _is_stale(decision: Decided) -> bool:
    """Return whether it was made here by strategies that may have been replaced; Decision counts its own."""
    return isinstance(decision, Decision) and STRATEGY in decision.degraded


def _fields(decision: Decided, active: str) -> dict[str, Any]:
    """Return the decision for the log, with its strategy where that is another than the active one."""
    fields, digest = log_fields(decision), decision.strategy.digest
    return fields if digest == active else {**fields, "strategy": digest[:DIGITS]}
