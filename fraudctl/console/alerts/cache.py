"""The last alerts and the waiting reviews in memory; threads write to it and read from it."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fraudctl.console.alerts.case import Case, Detail, case_of, time_in
from handlers.contract.read_answers import AlertSaid, ReviewAnswer

MOST = 10_000
"""Alerts that are kept."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The cases at a moment, the newest first, and how far they were read."""

    cases: Sequence[Case]
    alerts: int
    complete: bool
    """Every alert that the stack keeps was read, or as many as are kept here."""
    refreshed: datetime | None
    """The time when the API last told all of it that is new; None before the first one."""


class AlertCache:
    """The cases by the transaction's id."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._alerts: dict[str, AlertSaid] = {}
        self._reviews: dict[str, ReviewAnswer] = {}
        self._details: dict[str, Detail] = {}
        self._acted: dict[str, datetime] = {}
        self._cases: dict[str, Case] = {}
        self._sorted: Sequence[Case] | None = None
        self._complete = False
        self._refreshed: datetime | None = None

    def snapshot(self) -> Snapshot:
        """Return what there is now."""
        with self._lock:
            if self._sorted is None:
                self._sorted = sorted(self._cases.values(), key=lambda case: case.at, reverse=True)
            return Snapshot(
                cases=self._sorted, alerts=len(self._alerts), complete=self._complete, refreshed=self._refreshed
            )

    def case(self, transaction_id: str) -> Case | None:
        """Return the case of a transaction, if it is one of those in memory."""
        with self._lock:
            return self._cases.get(transaction_id)

    @property
    def bounds(self) -> tuple[datetime, datetime] | None:
        """Return the times of the oldest and of the newest alert; None before there is one."""
        with self._lock:
            times = [time_in(each.alerted_at) for each in self._alerts.values()]
        return (min(times), max(times)) if times else None

    def put_alerts(self, alerts: Iterable[AlertSaid]) -> None:
        """Take alerts in; beyond the most that are kept the oldest go."""
        told = list(alerts)  # before anybody waits: the API may take its time
        with self._lock:
            for each in told:
                self._alerts[each.transaction_id] = each
                self._make(each.transaction_id)
            if (beyond := len(self._alerts) - self.most) > 0:
                oldest = sorted(self._alerts.values(), key=lambda each: time_in(each.alerted_at))[:beyond]
                for each in oldest:
                    del self._alerts[each.transaction_id]
                    self._make(each.transaction_id)

    def put_reviews(self, reviews: Sequence[ReviewAnswer], asked: datetime) -> None:
        """Take the reviews that wait now, all of them, as they were asked for at a time.

        What was done here since then is newer than the list. What is not in it any more was decided: its details are
        to be read again.
        """
        with self._lock:
            self._acted = {each: at for each, at in self._acted.items() if at >= asked - timedelta(minutes=1)}
            waiting = {each.transaction_id: each for each in reviews}
            for identity in {*waiting, *self._reviews}:
                if self._acted.get(identity, asked) > asked:
                    continue
                if identity in waiting:
                    self._reviews[identity] = waiting[identity]
                else:
                    del self._reviews[identity]
                    self._details.pop(identity, None)
                self._make(identity)

    def put_review(self, review: ReviewAnswer, at: datetime) -> None:
        """Take a review as an action here left it."""
        with self._lock:
            self._acted[review.transaction_id] = at
            if review.state in ("open", "claimed"):
                self._reviews[review.transaction_id] = review
            else:
                self._reviews.pop(review.transaction_id, None)
                self._details.pop(review.transaction_id, None)
            self._make(review.transaction_id)

    def put_detail(self, transaction_id: str, detail: Detail) -> None:
        """Take the details of a case."""
        with self._lock:
            if transaction_id in self._cases:
                self._details[transaction_id] = detail
                self._make(transaction_id)

    def forget_detail(self, transaction_id: str) -> None:
        """Forget the details of a case, since they changed: the next page that shows it reads them again."""
        with self._lock:
            self._details.pop(transaction_id, None)
            self._make(transaction_id)

    def refreshed(self, at: datetime, *, complete: bool) -> None:
        """Remember that all that is new was read."""
        with self._lock:
            self._refreshed, self._complete = at, complete

    def clear(self) -> None:
        """Forget everything, as for another stack of the same name."""
        with self._lock:
            for each in (self._alerts, self._reviews, self._details, self._acted, self._cases):
                each.clear()
            self._sorted, self._complete, self._refreshed = None, False, None

    def _make(self, identity: str) -> None:
        """Make the case anew; the lock is held."""
        alert, review = self._alerts.get(identity), self._reviews.get(identity)
        self._sorted = None
        if alert is None and review is None:
            self._cases.pop(identity, None)
            self._details.pop(identity, None)
        else:
            self._cases[identity] = case_of(alert, review, self._details.get(identity))
