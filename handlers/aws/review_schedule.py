"""The schedule: reviews whose time is over expire, and what a crash left owed by reviews and labels is done."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.label_events import LabelEvents
from handlers.aws.labelled_transactions import trouble_of
from handlers.aws.review_settler import ReviewSettler
from handlers.aws.review_store import ReviewStore, WaitingReviews
from handlers.contract.errors import BudgetSpent
from handlers.contract.verdict import FinalOutcome
from handlers.decision.review import Review
from handlers.decision.review_item import OWED_AFTER, UnreadableReview, from_item

RUN_SECONDS = 3.5
"""For the calls of a run, of which events of labels take half at most; running calls end within their timeouts."""

CHUNK = 20
"""Reviews that are worked on at the same time: each is done as a whole before the next ones begin."""


class ScheduleRun(msgspec.Struct, kw_only=True):
    """The results of a run."""

    expired: int = 0
    owed_since: list[int] = msgspec.field(default_factory=list)
    """Epoch milliseconds, of what is owed still."""
    waiting: WaitingReviews | None = None
    """None where there was no time to count them, or the table did not answer."""
    unread: dict[str, str] = msgspec.field(default_factory=dict)
    """The reason why nothing was done of a part, by its name."""


class ReviewSchedule:
    """Works on what is due."""

    def __init__(
        self, reviews: ReviewStore, settler: ReviewSettler, events: LabelEvents, *, expired_outcome: FinalOutcome
    ) -> None:
        """Let reviews that nobody decided in time end with an outcome."""
        self._reviews = reviews
        self._settler = settler
        self._events = events
        self._expired_outcome = expired_outcome

    def run(
        self, now: int, troubles: FeedbackTroubles, *, new_budget: Callable[[float], Budget] = Budget
    ) -> ScheduleRun:
        """Do what is due at a time, in epoch milliseconds, as far as there is time; the next run does the rest.

        Raises:
            ClientError, BotoCoreError: nothing of it could be read.
        """
        run = ScheduleRun()
        budget, half = new_budget(RUN_SECONDS), new_budget(RUN_SECONDS / 2)

        def label_events() -> None:
            run.owed_since += self._events.publish_owed(now - OWED_AFTER, half, troubles)

        def count() -> None:
            budget.require()
            run.waiting = self._reviews.waiting()

        parts = {"labels": label_events, "reviews": lambda: self._work(run, now, budget, troubles), "waiting": count}
        for name, part in parts.items():
            try:
                part()
            except (BudgetSpent, ClientError, BotoCoreError) as error:
                run.unread[name] = trouble_of(error)
                if len(run.unread) == len(parts):
                    raise
        return run

    def _work(self, run: ScheduleRun, now: int, budget: Budget, troubles: FeedbackTroubles) -> None:
        reviews = list(filter(None, (_readable(row, troubles) for row in self._reviews.due(now, budget))))
        for at in range(0, len(reviews), CHUNK):
            chunk = reviews[at : at + CHUNK]
            ended = list(filter(None, map_concurrently(lambda each: self._ended(each, now, budget, troubles), chunk)))
            run.expired += sum(each.decided_at == now for each in ended)
            owing = self._settler.settle(ended, now, budget, troubles)
            run.owed_since += [each.decided_at for each in owing if each.decided_at is not None]

    def _ended(self, review: Review, now: int, budget: Budget, troubles: FeedbackTroubles) -> Review | None:
        """Return the review, which has expired if nobody decided; None if somebody else works on it, or on failure."""
        ended = review.expired(self._expired_outcome, now)
        if ended is review:
            return None if review.waits else review
        try:
            budget.require()
            return ended if self._reviews.write(ended) else None
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            troubles.reasons[review.transaction_id] = trouble_of(error)
            return None


def _readable(row: Mapping[str, Any], troubles: FeedbackTroubles) -> Review | None:
    try:
        return from_item(row)
    except UnreadableReview as error:
        troubles.unreadable[str(row.get("transaction_id"))] = str(error)
        return None
