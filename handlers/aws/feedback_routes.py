"""The routes of Feedback: labels and actions on reviews from the API, and the schedule's runs."""

from collections.abc import Mapping
from typing import Any

from handlers.aws.concurrency import Budget
from handlers.aws.feedback_log import FeedbackLog
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.labeller import LABELS_SECONDS, Labeller
from handlers.aws.review_schedule import ReviewSchedule
from handlers.aws.reviewer import Reviewer
from handlers.contract.accept import require_json_accepted
from handlers.contract.errors import Conflict, NotAcceptable, NotFound, Refused, ReviewUnavailable
from handlers.contract.http import caller_of, error_response, json_response, request_body
from handlers.contract.label import decode_labels
from handlers.contract.label_result import labels_response
from handlers.contract.review_request import decode_review_request
from handlers.decision.review_view import review_view


class FeedbackRoutes:
    """Responds to each; times are in epoch milliseconds."""

    def __init__(self, labeller: Labeller, reviewer: Reviewer, schedule: ReviewSchedule, log: FeedbackLog) -> None:
        self._labeller = labeller
        self._reviewer = reviewer
        self._schedule = schedule
        self._log = log

    def label(self, event: Mapping[str, Any], now: int) -> dict[str, Any]:
        """Return the response to labels."""
        try:
            decoded = decode_labels(request_body(event), now=now)
        except Refused as error:
            self._log.refused(error)
            return error_response(error)
        troubles = FeedbackTroubles()
        taken = [each for each in decoded if not isinstance(each, Refused)]
        stored = iter(self._labeller.label(taken, now, troubles))
        results = [each if isinstance(each, Refused) else next(stored) for each in decoded]
        self._log.labelled(results, troubles)
        return labels_response(results)

    def review(self, event: Mapping[str, Any], now: int) -> dict[str, Any]:
        """Return the response to an action on a review: the review after it."""
        try:
            require_json_accepted(event)
            request = decode_review_request(request_body(event), caller_of(event))
        except Refused as error:
            self._log.refused(error)
            return error_response(error)
        except NotAcceptable as error:
            return error_response(error)
        troubles = FeedbackTroubles()
        try:
            worked = self._reviewer.work(request, now, Budget(LABELS_SECONDS), troubles)
        except (Conflict, NotFound, ReviewUnavailable) as error:
            self._log.not_worked(request, error, troubles)
            return error_response(error)
        self._log.worked(request, worked, troubles)
        view = review_view(worked.review)
        return json_response(200, {**view, "duplicate": True} if worked.duplicate else view)

    def run_schedule(self, now: int) -> dict[str, Any]:
        """Return the results of the schedule's run, as counts."""
        troubles = FeedbackTroubles()
        run = self._schedule.run(now, troubles)
        self._log.ran(run, now, troubles)
        return {"expired": run.expired, "owed": len(run.owed_since)}
