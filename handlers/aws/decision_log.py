"""The log lines of Decision, one an answer, with the counts that are its metrics; a dry run counts nothing."""

from typing import Any

from handlers.aws.drafts import DecisionTroubles
from handlers.aws.log import Logger
from handlers.aws.metrics import MetricCounts, Metrics
from handlers.contract.errors import Conflict, IdHeld, NotYetScored, Refused, ScoresUnread, StorageUnavailable
from handlers.decision.answer import Answer
from handlers.decision.degraded import ATTEMPTS, FACTS, PROFILES, REVIEW, STRATEGY

DRY_RUN = "dry run"


def log_answer(log: Logger, metrics: Metrics, answer: Answer, troubles: DecisionTroubles, *, dry_run: bool) -> None:
    """Write the line of an answer; what is plainly decided carries no metric."""
    for item, reason in troubles.unreadable.items():
        log.warning("unreadable", item=item, reason=reason)
    fields: dict[str, Any] = {"transaction_id": answer.transaction_id, "outcome": answer.outcome}
    if answer.degraded:
        fields["degraded"] = list(answer.degraded)
    if answer.reason:
        fields["reason"] = answer.reason
    counts = {} if dry_run else _counts(answer, troubles)
    log.info(DRY_RUN if dry_run else answer.result, **fields, **(metrics.of(**counts) if counts else {}))


def log_error(log: Logger, metrics: Metrics, error: Refused | Conflict | StorageUnavailable, *, dry_run: bool) -> None:
    """Write the line of a request that got no decision."""
    fields: dict[str, Any] = {"reason": error.reason} if isinstance(error, Refused) else {"transaction_id": str(error)}
    if dry_run:
        log.info(DRY_RUN, error=error.outcome, **fields)
    elif isinstance(error, Refused):
        log.info(error.outcome, **fields, **metrics.of(Refusals=1))
    else:
        if isinstance(error, ScoresUnread):
            fields["reason"] = error.reason
        counts = _error_counts(error)
        log.warning(error.outcome, **fields, **(metrics.of(**counts) if counts else {}))


def _counts(answer: Answer, troubles: DecisionTroubles) -> MetricCounts:
    counts: MetricCounts = {}
    if answer.result == "duplicate":
        counts["Duplicates"] = 1
        if REVIEW in answer.degraded:
            counts["ReviewsUnread"] = 1
        return counts
    if STRATEGY in troubles.degraded:
        counts["DegradedStrategy"] = 1
    if PROFILES in troubles.degraded:
        counts["DegradedProfiles"] = 1
    if FACTS in troubles.degraded:
        counts["DegradedFacts"] = 1
    if ATTEMPTS in troubles.degraded:
        counts["DegradedAttempts"] = 1
    if answer.result == "queued":
        counts["DecisionsInQueue"] = 1
    if troubles.full:
        counts["AttemptsFull"] = troubles.full
    if troubles.unreadable:
        counts["UnreadableProfiles"] = len(troubles.unreadable)
    return counts


def _error_counts(error: Conflict | StorageUnavailable) -> MetricCounts:
    match error:
        case Conflict():
            return {"Conflicts": 1}
        case IdHeld():
            return {"DecisionConflicts": 1}
        case NotYetScored():
            return {}
        case ScoresUnread():
            return {"ScoresUnread": 1}
    return {"Undurable": 1}
