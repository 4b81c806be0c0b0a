"""The demonstration: simulated traffic through the deployed program, and the result of every transaction."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from fraudctl.client.api_client import ApiClient
from fraudctl.client.latency import percentiles
from fraudctl.client.line_results import LineResult, SendSummary
from fraudctl.client.reading import NumberedLine
from fraudctl.client.scores import Score, all_scores
from fraudctl.client.sending import Sender
from fraudctl.demo.alert_past import find_past
from fraudctl.demo.inbox import Inbox
from fraudctl.demo.score_wait import wait_for_scores
from fraudctl.observe.failures import Failure, find_invocation_failures, find_logged_failures
from fraudctl.profiles.knowledge import Knowledge
from fraudctl.profiles.knowledge_view import knowledge_json
from fraudctl.stacks.local_stack import LocalStack
from simulation import LEGITIMATE, simulate

DEMO_CONCURRENCY = 8
A_DAY = 1000
"""Transactions that the simulated town makes a day, about."""

MOST_DAYS = 30
"""Days ago at which the sample begins, at most: of what is older when it arrives, profiles take little."""

REQUEST_TIMEOUT = 120.0
"""Seconds; longer than all attempts at one request take."""


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Results of a demonstration: what was sent, scored and alerted."""

    stack: LocalStack
    summary: SendSummary
    scores: dict[str, Score]
    alerts: list[dict[str, Any]]
    threshold: Decimal
    failures: Sequence[Failure] = ()
    """The last error of each function, if something is missing."""
    past: Knowledge | None = None
    """All that was known of the best known customer of an alert when that payment was made."""

    @property
    def risky(self) -> list[Score]:
        """Return the scores whose alert is due."""
        return [score for score in self.scores.values() if score.alert_due(self.threshold)]

    @property
    def missing(self) -> list[str]:
        """Return what should be there and is not, a line each; empty when all went well."""
        found = []
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

    @property
    def detection(self) -> dict[str, tuple[int, int]]:
        """Return for each label how many transactions were sent and how many of them were alerted."""
        risky = {score.transaction_id for score in self.risky}
        sent = Counter(each.label or LEGITIMATE for each in self.summary.accepted)
        caught = Counter(each.label or LEGITIMATE for each in self.summary.accepted if each.transaction_id in risky)
        return {label: (count, caught[label]) for label, count in sorted(sent.items())}

    def as_json(self) -> dict[str, Any]:
        """Return everything that the tables show, for programs."""
        deployment = self.stack.deployment
        return {
            "stack": deployment.stack,
            "deployment_seconds": round(deployment.seconds, 3),
            "resources": sum(map(len, deployment.resources_by_component.values())),
            "sending": self.summary.as_json(),
            "scored": len(self.scores),
            "accepted_to_scored_ms": percentiles(self.delays),
            "scores": {str(score): count for score, count in self.distribution.items()},
            "alerts": self.alerts,
            "past_of_alert": knowledge_json(self.past) if self.past else None,
            "detection": {label: {"sent": s, "alerted": a} for label, (s, a) in self.detection.items()},
            "missing": self.missing,
            "failures": [failure.as_json() for failure in self.failures],
        }


def demonstrate(
    stack: LocalStack, *, count: int, seed: int, sent: Callable[[int], None], scored: Callable[[int], None]
) -> Demonstration:
    """Send a simulated sample, wait until all of it is scored or cannot be, and return the results."""
    began, target = datetime.now(UTC), stack.target
    start = began - timedelta(days=min(1 + count // A_DAY, MOST_DAYS))
    inbox = Inbox(target, "demo-alerts")
    client = ApiClient(target, concurrency=DEMO_CONCURRENCY)
    first = threading.Event()
    accepted = list[LineResult]()

    def progress(so_far: SendSummary) -> None:
        sent(so_far.lines)
        accepted[:] = so_far.accepted[:1]
        first.set()

    def sample() -> Iterator[NumberedLine]:
        """Yield the others only once the first was accepted: where the API fails, one request says so."""
        for number, transaction in enumerate(simulate(count, seed, start), 1):
            yield number, transaction.line()
            if number == 1 and not (first.wait(REQUEST_TIMEOUT) and accepted):
                return

    try:
        summary = Sender(client=client, concurrency=DEMO_CONCURRENCY, progress=progress).send(sample())
    finally:
        client.close()
    failures = wait_for_scores(stack, len(summary.accepted), began, scored)
    if summary.failed and not failures:
        failures = find_logged_failures(target, began) or list(find_invocation_failures(target))
    threshold = Decimal(target.exports["alert_threshold"])
    scores = {score.transaction_id: score for score in all_scores(target)}
    alerts = inbox.take(sum(score.alert_due(threshold) for score in scores.values()), number=Decimal)
    return Demonstration(
        stack=stack,
        summary=summary,
        scores=scores,
        alerts=alerts,
        threshold=threshold,
        failures=failures,
        past=find_past(target, alerts),
    )
