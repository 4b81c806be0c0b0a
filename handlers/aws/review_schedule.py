"""The schedule: reviews whose time is over expire, and what a crash left owed by reviews and labels is done.

Gauges are read and reviews expire first, since neither needs a topic: one that hangs takes what is left of the time.
"""

import random
from collections.abc import Callable

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws import overdue
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.label_events import LabelEvents
from handlers.aws.labelled_transactions import trouble_of
from handlers.aws.review_settler import ReviewSettler
from handlers.aws.review_store import ReviewStore, WaitingReviews
from handlers.contract.errors import BudgetSpent
from handlers.contract.verdict import FinalOutcome
from handlers.decision.review import Review
from handlers.decision.review_item import OWED_AFTER

RUN_SECONDS = 3.5
"""For the calls of a run, of which reviews take two thirds at most, and to read what is due a half of these; running
calls end within their timeouts."""

CHUNK = 20
"""Reviews that are worked on at the same time: each is done as a whole before the next ones begin."""


WAITING, REVIEWS, LABELS = "waiting", "reviews", "labels"
"""The parts of a run, in their order."""


class ScheduleRun(msgspec.Struct, kw_only=True):
    """The results of a run."""

    expired: int = 0
    owed_since: list[int] = msgspec.field(default_factory=list)
    """Epoch milliseconds, of what is owed still."""
    waiting: WaitingReviews | None = None
    """None where there was no time to count them, or the table did not answer."""
    saw_all_reviews: bool = False
    """True if all were read that something is due for."""
    unread: dict[str, str] = msgspec.field(default_factory=dict)
    """The reason why a part was not done, or not all of it, by its name."""

    @property
    def knows_owed(self) -> bool:
        """Return whether something is known to be owed, or all was looked for and nothing is."""
        return bool(self.owed_since) or (self.saw_all_reviews and LABELS not in self.unread)


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
            BudgetSpent, ClientError, BotoCoreError: nothing of it could be read.
        """
        run = ScheduleRun()
        budget, for_reviews = new_budget(RUN_SECONDS), new_budget(RUN_SECONDS * 2 / 3)

        def count() -> None:
            run.waiting = self._reviews.waiting(budget)

        def work() -> None:
            self._work(run, now, for_reviews, troubles)

        def tell_of_labels() -> None:
            run.owed_since += self._events.publish_owed(now - OWED_AFTER, budget, troubles)

        parts = {WAITING: count, REVIEWS: work, LABELS: tell_of_labels}
        for name, part in parts.items():
            try:
                part()
            except (BudgetSpent, ClientError, BotoCoreError) as error:
                run.unread[name] = trouble_of(error)
                if len(run.unread) == len(parts):
                    raise
        return run

    def _work(self, run: ScheduleRun, now: int, budget: Budget, troubles: FeedbackTroubles) -> None:
        due = self._reviews.due(now, budget.half())
        troubles.unreadable |= due.unreadable
        run.saw_all_reviews = due.are_all
        expired = map_concurrently(lambda each: self._expired(each, now, budget, troubles), due.over)
        ended = list(filter(None, expired))
        run.expired = len(ended)
        owing = random.sample(due.owing, len(due.owing))  # some that fail in every run are not always the first
        ended, left = [*ended, *owing[: overdue.MOST_OF_A_RUN]], owing[overdue.MOST_OF_A_RUN :]
        for at in range(0, len(ended), CHUNK):
            left += self._settler.settle(ended[at : at + CHUNK], now, budget, troubles)
        run.owed_since += [each.decided_at for each in left if each.decided_at is not None]

    def _expired(self, review: Review, now: int, budget: Budget, troubles: FeedbackTroubles) -> Review | None:
        """Return the review as it expired; None if somebody else works on it, or on failure."""
        ended = review.expired(self._expired_outcome, now)
        try:
            budget.require()
            return ended if self._reviews.write(ended) else None
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            troubles.reasons[review.transaction_id] = trouble_of(error)
            return None
