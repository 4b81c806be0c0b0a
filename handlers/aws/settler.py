"""Settling scores: reviews are opened, alerts and events published, and what was done leaves the row's `pending`.

A row is settled after that, and at once, so that a crash repeats only what was in progress, and loses nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.alert_publisher import AlertPublisher
from handlers.aws.concurrency import Budget, map_concurrently
from handlers.aws.event_publisher import EventPublisher, Told
from handlers.aws.review_opener import ReviewOpener
from handlers.aws.score_updates import ScoreUpdates
from handlers.contract.errors import BudgetSpent, PartialBatchError
from handlers.contract.transaction import milliseconds
from handlers.decision.decision_event import decision_event
from handlers.decision.settlement import ALERT, DUTIES, EVENT, NO_DUTIES, REVIEW, Duties
from handlers.decision.unsettled import Unsettled

SETTLE = "settle"

Result = TypeVar("Result")


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """The result of settling a score."""

    unsettled: Unsettled
    done: Duties
    """All that was done of what is due, as its row says by now."""
    failed: Mapping[str, str]
    """The reason of each step that failed, so that a retry takes it again."""


class _Steps:
    """The steps of settling one score, each within its budget."""

    def __init__(self, budgets: Mapping[str, Budget]) -> None:
        self._budgets = budgets
        self.failed: dict[str, str] = {}

    def may(self, step: str) -> bool:
        """Return whether a step may be taken, by its budget; that it may not is noted."""
        try:
            self._budgets[step].require()
        except BudgetSpent as error:
            self.failed[step] = type(error).__name__
            return False
        return True

    def take(self, step: str, work: Callable[[], Result]) -> Result | None:
        """Return the result of a step; None where it failed, or may not be taken, which is noted."""
        return self.finish(step, work) if self.may(step) else None

    def tell(self, publish: Callable[[Budget], Told]) -> None:
        """Publish an event, within the budget of the step, where it may be; that it was not everywhere is noted."""
        if self.may(EVENT) and (trouble := publish(self._budgets[EVENT]).trouble):
            self.failed[EVENT] = type(trouble).__name__

    def finish(self, step: str, work: Callable[[], Result]) -> Result | None:
        """Return the same, however little time there is: it is about what is done already."""
        try:
            result = work()
        except (ClientError, BotoCoreError, PartialBatchError) as error:
            self._budgets[step].failed()
            self.failed[step] = type(error).__name__
            return None
        self._budgets[step].succeeded()
        return result


class Settler:
    """Does what is due for scores."""

    def __init__(
        self,
        scores: ScoreUpdates,
        reviews: ReviewOpener,
        alerts: AlertPublisher,
        events: EventPublisher,
        environment: str,
    ) -> None:
        """Name the environment in the events."""
        self._scores = scores
        self._reviews = reviews
        self._alerts = alerts
        self._events = events
        self._environment = environment

    def settle(self, scores: Sequence[Unsettled], now: datetime, new_budget: Callable[[], Budget]) -> list[Settled]:
        """Do what is due for each score, side by side.

        Each step has a budget of its own: a topic that is out keeps no review from being opened.
        """
        budgets = {step: new_budget() for step in (*DUTIES, SETTLE)} if scores else {}
        return map_concurrently(lambda each: self._settle(each, now, _Steps(budgets)), scores)

    def _settle(self, unsettled: Unsettled, now: datetime, steps: _Steps) -> Settled:
        due, alert, review_due = unsettled.due, unsettled.alert, None
        if not steps.may(SETTLE):  # what nobody notes would be done again
            return Settled(unsettled=unsettled, done=NO_DUTIES, failed=steps.failed)
        if unsettled.needs_review:
            review_due = steps.take(REVIEW, lambda: self._reviews.open(alert, milliseconds(now)))
        if ALERT in due:
            steps.take(ALERT, lambda: self._alerts.publish(alert))
        if REVIEW in steps.failed:
            due -= {EVENT}  # whoever hears of it finds the review
        if EVENT in due and unsettled.needs_event:
            event = decision_event(unsettled, self._environment, review_due)
            steps.tell(lambda budget: self._events.publish(event, budget))
        done = due - steps.failed.keys()
        if done:
            steps.finish(SETTLE, lambda: self._scores.settle(unsettled, done, at=now.isoformat()))
        noted = NO_DUTIES if SETTLE in steps.failed else done
        return Settled(unsettled=unsettled, done=noted, failed=steps.failed)
