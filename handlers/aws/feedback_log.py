"""The log lines of Feedback, with the counts that are its metrics: ids, counts and states, never a note."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.log import Logger
from handlers.aws.metrics import MetricCounts, Metrics
from handlers.aws.review_schedule import ScheduleRun
from handlers.aws.reviewer import Worked
from handlers.contract.errors import FraudDetectionError, Refused, ReviewUnavailable
from handlers.contract.label_result import Labelled, LabelResult
from handlers.contract.review_request import ReviewRequest

MOST_NAMED = 20
"""Rows that nobody can read which a run or a request names; the others it counts."""


class FeedbackLog:
    """Writes what became of labels and reviews."""

    def __init__(self, log: Logger, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics

    def refused(self, error: Refused) -> None:
        """Write the line of a request that breaks the contract as a whole."""
        self._log.info("refused", count=1, reason=error.reason, **self._metrics.of(Refusals=1))

    def labelled(self, results: Sequence[LabelResult], troubles: FeedbackTroubles) -> None:
        """Write the lines of a request's labels."""
        outcomes = Counter(each.outcome for each in results)
        counts: MetricCounts = {
            "Labels": outcomes["stored"],
            "LabelsUnknown": outcomes["unknown"],
            "LabelsUnavailable": outcomes["unavailable"],
            "Refusals": outcomes["refused"],
            **_counts(troubles),
        }
        self._troubles(troubles)
        names = [each.transaction_id for each in results if isinstance(each, Labelled)]
        self._log.info("labelled", outcomes=outcomes, transaction_ids=names, **self._metrics.of(**counts))

    def worked(self, request: ReviewRequest, worked: Worked, troubles: FeedbackTroubles) -> None:
        """Write the lines of an action on a review."""
        review = worked.review
        counts = _counts(troubles)
        if request.action == "decide" and not worked.duplicate:
            counts |= {"ReviewsApproved": int(request.outcome == "approve")}
            counts |= {"ReviewsDeclined": int(request.outcome == "decline")}
        self._troubles(troubles)
        self._log.info(
            "reviewed",
            transaction_id=review.transaction_id,
            action=request.action,
            state=review.status,
            duplicate=worked.duplicate,
            **self._metrics.of(**counts),
        )

    def not_worked(self, request: ReviewRequest, error: FraudDetectionError, troubles: FeedbackTroubles) -> None:
        """Write the lines of an action that came to nothing."""
        self._troubles(troubles)
        fields: dict[str, Any] = {"transaction_id": request.transaction_id, "action": request.action}
        if isinstance(error, ReviewUnavailable):
            self._log.warning(error.outcome, reason=error.reason, **fields)
        else:
            self._log.info("not reviewed", reason=type(error).__name__, **fields)

    def ran(self, run: ScheduleRun, now: int, troubles: FeedbackTroubles) -> None:
        """Write the lines of the schedule's run at a time, in epoch milliseconds: gauges too, zeros among them."""
        counts: MetricCounts = {**_counts(troubles), "ReviewsExpired": run.expired}
        if run.knows_owed:
            counts["OwedSeconds"] = (now - min(run.owed_since, default=now)) // 1000
        if run.waiting:
            counts["OpenReviews"] = run.waiting.number
            counts["OldestReviewSeconds"] = (now - (run.waiting.oldest or now)) // 1000
        self._troubles(troubles)
        for part, reason in run.unread.items():
            self._log.warning("unread", part=part, reason=reason)
        found = {"owed": len(run.owed_since), "unreadable": len(troubles.unreadable)}
        self._log.info("reviewed by the schedule", **found, **self._metrics.of(**counts))

    def _troubles(self, troubles: FeedbackTroubles) -> None:
        for item, reason in islice(troubles.unreadable.items(), MOST_NAMED):
            self._log.warning("unreadable", item=item, reason=reason)
        for transaction_id, reason in troubles.reasons.items():
            self._log.warning("unavailable", transaction_id=transaction_id, reason=reason)
        for transaction_id, reason in troubles.unpublished.items():
            self._log.warning("event owed", transaction_id=transaction_id, reason=reason)


def _counts(troubles: FeedbackTroubles) -> MetricCounts:
    return {"LabelRaces": troubles.races, "UnreadableProfiles": len(troubles.unreadable)}
