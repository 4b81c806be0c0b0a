"""Settling reviews: what follows from a decision is done, each part by itself, and then owed no more.

Everything is idempotent: the facts and the label by the row of labels, the event by its id. So whoever was interrupted,
or does not know, does it again. A row remembers the ways that took its event, so that only the others are tried again.
"""

from collections.abc import Iterator, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.event_publisher import EventPublisher
from handlers.aws.feedback_troubles import FeedbackTroubles
from handlers.aws.label_writer import WrittenRow
from handlers.aws.labelled_transactions import trouble_of
from handlers.aws.labeller import Labeller, Said
from handlers.aws.review_store import ReviewStore
from handlers.contract.errors import BudgetSpent, UnknownTransaction
from handlers.decision.labelled_row import ReviewedDecline, StatedLabel
from handlers.decision.review import EVENT, FACTS, LABEL, Owed, Review
from handlers.decision.review_event import review_event


class ReviewSettler:
    """Does what reviews owe."""

    def __init__(self, reviews: ReviewStore, labeller: Labeller, publisher: EventPublisher, environment: str) -> None:
        self._reviews = reviews
        self._labeller = labeller
        self._publisher = publisher
        self._environment = environment

    def settle(self, reviews: Sequence[Review], now: int, budget: Budget, troubles: FeedbackTroubles) -> list[Review]:
        """Do what reviews owe at a time; return those that still owe something, or whose row nobody could write."""
        done = {each.transaction_id: set[Owed]() for each in reviews}
        parts = [(kind, said) for each in reviews for kind, said in _said(each)]
        results = self._labeller.store([said for _, said in parts], now, budget, troubles) if parts else []
        for (kind, (name, _)), result in zip(parts, results, strict=True):
            if isinstance(result, UnknownTransaction):  # it has expired, and what is known of its entities stays
                troubles.reasons[name] = "its transaction is gone"
            if isinstance(result, WrittenRow | UnknownTransaction):
                done[name].add(kind)

        def finish(review: Review) -> bool:
            finished, heard_by = done[review.transaction_id], review.heard_by
            if EVENT in review.owed:
                heard_by, trouble = self._publisher.publish(
                    review_event(review, self._environment), budget, review.heard_by
                )
                if trouble:
                    troubles.unpublished[review.transaction_id] = trouble_of(trouble)
                else:
                    finished.add(EVENT)
            return self._is_settled(review, review.settled(finished, heard_by), budget, troubles)

        settled = map_concurrently(finish, reviews)
        return [each for each, is_settled in zip(reviews, settled, strict=True) if not is_settled]

    def _is_settled(self, review: Review, after: Review, budget: Budget, troubles: FeedbackTroubles) -> bool:
        if (after.owed, after.heard_by) == (review.owed, review.heard_by):
            return not review.owed
        try:
            budget.require()
            if self._reviews.write(after):
                return not after.owed
            troubles.races += 1
        except (BudgetSpent, ClientError, BotoCoreError) as error:
            troubles.reasons[review.transaction_id] = trouble_of(error)
        return False


def _said(review: Review) -> Iterator[tuple[Owed, Said]]:
    """Yield what the row of labels, and the facts with it, are to hold of a review, and is owed still."""
    name, at = review.transaction_id, review.decided_at or 0
    if FACTS in review.owed:
        yield FACTS, (name, ReviewedDecline(received=at))
    if LABEL in review.owed and review.label:
        label = review.label
        yield LABEL, (name, StatedLabel(label=label.label, source=label.source, at=label.at, received=at))
