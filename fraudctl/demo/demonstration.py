"""The results of a demonstration: what was known before, decided, scored, alerted, and detected."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fraudctl.client.decision_results import DECISION_PERCENTILES, DecisionSummary
from fraudctl.client.latency import percentiles
from fraudctl.client.line_results import LineResult
from fraudctl.client.scores import Score
from fraudctl.demo.alert_past import AlertPast
from fraudctl.demo.burst import BurstOutcome
from fraudctl.demo.caught import CaughtByLabel
from fraudctl.demo.history import History
from fraudctl.demo.queued import QueuedDecisions
from fraudctl.observe.failures import Failure
from fraudctl.stacks.local_stack import LocalStack

REVIEW = "review"


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Results of a demonstration, complete however far it came."""

    stack: LocalStack
    history: History
    summary: DecisionSummary
    """Of the sample."""
    burst: BurstOutcome
    """Of the payments on one card, in the middle of it."""
    queued: QueuedDecisions
    """Those of both that no table took in time."""
    scores: dict[str, Score]
    """Of both."""
    alerts: list[dict[str, Any]]
    in_review: frozenset[str]
    """The transactions that wait for a person."""
    threshold: Decimal
    by_seed: CaughtByLabel
    """Of the sample's payments that were decided, those that the seed's rules would have alerted."""
    by_default: CaughtByLabel
    """Those that were alerted, by the strategy of the stack."""
    failures: Sequence[Failure] = ()
    """The last error of each function, if something is missing."""
    past: AlertPast | None = None
    """All that was known of a customer of an alert when that payment was made."""

    @property
    def risky(self) -> list[Score]:
        """Return the scores whose alert is due."""
        return [score for score in self.scores.values() if score.alert_due(self.threshold)]

    @property
    def to_review(self) -> list[Score]:
        """Return the scores on which a person is to decide."""
        return [score for score in self.scores.values() if score.outcome == REVIEW]

    @property
    def missing(self) -> list[str]:
        """Return what should be there and is not, a line each; empty when all went well."""
        found = [*self.history.missing]
        for kind, reasons in (("refused", self.summary.refused), ("not taken", self.summary.failed)):
            found += [f"{len(lines)} {kind}: {reason}" for reason, lines in reasons.items()]
        found += [*self.burst.missing, *self.queued.missing]
        unscored = [each.transaction_id for each in self.decided if each.transaction_id not in self.scores]
        if unscored:
            found.append(f"{len(unscored)} decided transactions have no score, {unscored[0]} among them")
        if others := list(self._told_otherwise()):
            found.append(f"{len(others)} scores say otherwise than the client was told, {others[0]} among them")
        alerted = Counter(alert["transaction_id"] for alert in self.alerts)
        silent = [score.transaction_id for score in self.risky if not alerted[score.transaction_id]]
        if silent:
            found.append(f"{len(silent)} risky transactions raised no alert, {silent[0]} among them")
        if unopened := [each.transaction_id for each in self.to_review if each.transaction_id not in self.in_review]:
            found.append(
                f"{len(unopened)} transactions are to be reviewed and have no review, {unopened[0]} among them"
            )
        return [*found, *map(str, self.failures)]

    @property
    def decided(self) -> list[LineResult]:
        """Return the decisions on the sample and on the burst."""
        return [*self.summary.decided, *self.burst.summary.decided]

    @property
    def sample_scores(self) -> list[Score]:
        """Return the scores of the sample."""
        found = (self.scores.get(each.transaction_id) for each in self.summary.decided)
        return [score for score in found if score]

    @property
    def delays(self) -> list[float]:
        """Return the seconds from each transaction's answer to its score."""
        known = [(each, self.scores.get(each.transaction_id)) for each in self.decided]
        return [max(0.0, score.scored_at - each.accepted_at) for each, score in known if score]

    def _told_otherwise(self) -> Iterator[str]:
        for each in self.decided:
            score = self.scores.get(each.transaction_id)
            if score and each.decision and each.decision["outcome"] != score.outcome:
                yield each.transaction_id

    @property
    def distribution(self) -> dict[Decimal, int]:
        """Return the number of the sample's transactions by score."""
        return dict(sorted(Counter(score.score for score in self.sample_scores).items()))

    def as_json(self) -> dict[str, Any]:
        """Return everything that the tables show, for programs."""
        deployment = self.stack.deployment
        return {
            "stack": deployment.stack,
            "deployment_seconds": round(deployment.seconds, 3),
            "resources": sum(map(len, deployment.resources_by_component.values())),
            "history": self.history.as_json(),
            "deciding": self.summary.as_json(),
            "burst": self.burst.as_json(),
            "queued": self.queued.as_json(),
            "scored": len(self.sample_scores),
            "decided_to_scored_ms": percentiles(self.delays, DECISION_PERCENTILES),
            "scores": {str(score): count for score, count in self.distribution.items()},
            "alerts": self.alerts,
            "in_review": sorted(self.in_review),
            "past_of_alert": self.past.as_json() if self.past else None,
            "detection": {"seed": self.by_seed.as_json(), "default": self.by_default.as_json()},
            "missing": self.missing,
            "failures": [failure.as_json() for failure in self.failures],
        }
