"""The results of a demonstration: what was known before, sent, scored, alerted, and detected."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fraudctl.client.latency import percentiles
from fraudctl.client.line_results import SendSummary
from fraudctl.client.scores import Score
from fraudctl.demo.alert_past import AlertPast
from fraudctl.demo.caught import CaughtByLabel
from fraudctl.demo.history import History
from fraudctl.observe.failures import Failure
from fraudctl.stacks.local_stack import LocalStack


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Results of a demonstration, complete however far it came."""

    stack: LocalStack
    history: History
    summary: SendSummary
    scores: dict[str, Score]
    alerts: list[dict[str, Any]]
    threshold: Decimal
    by_seed: CaughtByLabel
    """Of the payments that were accepted, those that the seed's rules would have alerted."""
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
    def missing(self) -> list[str]:
        """Return what should be there and is not, a line each; empty when all went well."""
        found = [*self.history.missing]
        for kind, reasons in (("refused", self.summary.refused), ("not taken", self.summary.failed)):
            found += [f"{len(lines)} {kind}: {reason}" for reason, lines in reasons.items()]
        unscored = [sent.transaction_id for sent in self.summary.accepted if sent.transaction_id not in self.scores]
        if unscored:
            found.append(f"{len(unscored)} accepted transactions have no score, {unscored[0]} among them")
        alerted = Counter(alert["transaction_id"] for alert in self.alerts)
        silent = [score.transaction_id for score in self.risky if not alerted[score.transaction_id]]
        if silent:
            found.append(f"{len(silent)} risky transactions raised no alert, {silent[0]} among them")
        return [*found, *map(str, self.failures)]

    @property
    def delays(self) -> list[float]:
        """Return the seconds from each transaction's acceptance to its score."""
        known = [(sent, self.scores.get(sent.transaction_id)) for sent in self.summary.accepted]
        return [max(0.0, score.scored_at - sent.accepted_at) for sent, score in known if score]

    @property
    def distribution(self) -> dict[Decimal, int]:
        """Return the number of transactions by score."""
        return dict(sorted(Counter(score.score for score in self.scores.values()).items()))

    def as_json(self) -> dict[str, Any]:
        """Return everything that the tables show, for programs."""
        deployment = self.stack.deployment
        return {
            "stack": deployment.stack,
            "deployment_seconds": round(deployment.seconds, 3),
            "resources": sum(map(len, deployment.resources_by_component.values())),
            "history": self.history.as_json(),
            "sending": self.summary.as_json(),
            "scored": len(self.scores),
            "accepted_to_scored_ms": percentiles(self.delays),
            "scores": {str(score): count for score, count in self.distribution.items()},
            "alerts": self.alerts,
            "past_of_alert": self.past.as_json() if self.past else None,
            "detection": {"seed": self.by_seed.as_json(), "default": self.by_default.as_json()},
            "missing": self.missing,
            "failures": [failure.as_json() for failure in self.failures],
        }
