"""The promise to a person who works on a review: what is answered with 200 is so, whoever else works on it."""

import time
from collections.abc import Callable
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import UnsetType

from handlers.aws.batch_calls import pause_before
from handlers.aws.concurrency import Budget
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.labelled_transactions import trouble_of
from handlers.aws.review_settler import ReviewSettler
from handlers.aws.review_store import ReviewStore
from handlers.contract.errors import BudgetSpent, NotFound, ReviewUnavailable
from handlers.contract.review_request import ReviewRequest
from handlers.decision.review import Review
from handlers.decision.review_item import UnreadableReview

MAX_TRIES = 5


class Worked(NamedTuple):
    """A review after an action on it; what it owed then may be done since."""

    review: Review
    duplicate: bool
    """True if it was so before."""


class Reviewer:
    """Claims, releases and decides."""

    def __init__(
        self, reviews: ReviewStore, settler: ReviewSettler, *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._reviews = reviews
        self._settler = settler
        self._pause = pause

    def work(self, request: ReviewRequest, now: int, budget: Budget, troubles: FeedbackTroubles) -> Worked:
        """Return the review after an action at a time, in epoch milliseconds; what follows of it is done, or owed.

        Raises:
            NotFound: there is no review of the transaction.
            ReviewConflict: another works on it, or it is decided.
            ReviewUnavailable: it could not be read or written.
        """
        name = request.transaction_id
        try:
            worked = self._work(request, now, budget, troubles)
        except UnreadableReview as error:
            troubles.unreadable[name] = str(error)
            raise ReviewUnavailable(name, str(error)) from None
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            raise ReviewUnavailable(name, trouble_of(error)) from None
        if worked.review.owed and not worked.duplicate:
            self._settler.settle([worked.review], now, budget, troubles)
        return worked

    def _work(self, request: ReviewRequest, now: int, budget: Budget, troubles: FeedbackTroubles) -> Worked:
        for try_ in range(MAX_TRIES):
            if try_:
                troubles.races += 1
                self._pause(pause_before(try_))
            budget.require()
            review = self._reviews.read(request.transaction_id)
            if review is None:
                raise NotFound("transaction_id", "no review of it was opened")
            after = _after(review, request, now)
            if after is review:  # and was before, unless it is this very request's, whose answer was lost
                own = try_ and now in (review.claimed_at, review.decided_at)
                return Worked(review, duplicate=not own)
            budget.require()
            if self._reviews.write(after):
                return Worked(after, duplicate=False)
        raise ReviewUnavailable(request.transaction_id, f"lost {MAX_TRIES} races")


def _after(review: Review, request: ReviewRequest, now: int) -> Review:
    """Return the review after an action; itself if it is so already; raise ReviewConflict."""
    by = str(request.by)
    if isinstance(request.outcome, UnsetType):  # a decision has one, and nothing else has
        return review.claimed(by, now) if request.action == "claim" else review.released(by)
    note = None if isinstance(request.note, UnsetType) else request.note
    label = None if isinstance(request.label, UnsetType) else request.label
    return review.decided(by, request.outcome, now, note, label)
