"""A review: a person's work on a transaction, from when it is opened until somebody decides or its time is over. Pure.

Every transition is the next version, to be written on condition of the one that was read. What follows from a decision
is noted as owed in the same write, and done afterwards: so a crash loses none of it. Times are epoch milliseconds.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from handlers.contract.errors import ReviewConflict
from handlers.contract.iso_time import Moment
from handlers.contract.verdict import FinalOutcome, LabelName

HOUR = 3_600_000

CLAIM_LASTS = HOUR
"""Milliseconds after which another person may take a claim over."""

SCHEDULE = "schedule"
"""The one who decided, where nobody did in time."""

DECLINE = "decline"

Owed = Literal["facts", "label", "event"]
FACTS: Owed = "facts"
"""The decline is not in the facts of the transaction's entities yet."""
LABEL: Owed = "label"
"""The label that came with the decision is not in its row and in the facts yet."""
EVENT: Owed = "event"
"""The event of the decision is not published yet."""

ReviewState = Literal["open", "claimed", "approved", "declined", "expired"]

DECIDED: dict[FinalOutcome, ReviewState] = {"approve": "approved", "decline": "declined"}


class ReviewLabel(msgspec.Struct, frozen=True, kw_only=True):
    """The label that a person gave with the decision."""

    label: LabelName
    at: Moment
    source: Literal["analyst"] = "analyst"


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review of a transaction, with the fields of it that people go by."""

    transaction_id: str
    timestamp: int
    version: int = 1
    status: ReviewState = "open"
    opened_at: Moment
    due: Moment
    """The time at which it expires if nobody has decided."""
    told: str
    """The outcome that the client heard."""
    outcome: str
    """The outcome of the strategy."""
    fraud_score: Decimal
    amount: Decimal
    merchant: str
    currency: str | None = None
    customer_id: str | None = None
    terminal_id: str | None = None
    claimed_by: str | None = None
    claimed_at: Moment | None = None
    final_outcome: FinalOutcome | None = None
    decided_by: str | None = None
    decided_at: Moment | None = None
    note: str | None = None
    label: ReviewLabel | None = None
    owed: frozenset[Owed] = frozenset()
    heard_by: frozenset[str] = frozenset()
    """The ways that have taken the event of the decision, while it is owed by another."""

    @property
    def waits(self) -> bool:
        """Return whether somebody is still to decide."""
        return self.final_outcome is None

    def claimed(self, by: str, now: int) -> "Review":
        """Return the review as claimed by a person for an hour; itself if they have it; raise ReviewConflict."""
        self._require_waiting()
        if self.claimed_at is not None and now - self.claimed_at <= CLAIM_LASTS:
            if self.claimed_by == by:
                return self
            raise self._held()
        return self._next(status="claimed", claimed_by=by, claimed_at=now)

    def released(self, by: str) -> "Review":
        """Return the review as open again; itself if it is; raise ReviewConflict if it is another's."""
        self._require_waiting()
        if self.claimed_by is None:
            return self
        if self.claimed_by != by:
            raise self._held()
        return self._next(status="open", claimed_by=None, claimed_at=None)

    def decided(
        self, by: str, outcome: FinalOutcome, now: int, note: str | None = None, label: LabelName | None = None
    ) -> "Review":
        """Return the review as a person decided it; itself if they said all of it before; raise ReviewConflict."""
        known = (self.status, self.decided_by) == (DECIDED[outcome], by)
        if known and note in (None, self.note) and label in (None, self.label and self.label.label):
            return self
        self._require_waiting()
        if self.claimed_by not in (None, by):
            raise self._held()
        stated = ReviewLabel(label=label, at=now) if label else None
        return self._ended(DECIDED[outcome], outcome, by, now, note=note, label=stated)

    def expired(self, outcome: FinalOutcome, now: int) -> "Review":
        """Return the review with the outcome that it has where nobody decided in time; itself if it is not so far."""
        if not self.waits or self.due > now:
            return self
        return self._ended("expired", outcome, SCHEDULE, now)

    def settled(self, done: Collection[Owed], heard_by: Collection[str] = ()) -> "Review":
        """Return the review as owing these no more, and the event only by other ways than have taken it."""
        owed = self.owed - frozenset(done)
        return self._next(owed=owed, heard_by=frozenset(heard_by if EVENT in owed else ()))

    def _ended(self, status: ReviewState, outcome: FinalOutcome, by: str, now: int, **said: Any) -> "Review":
        owed = {EVENT}
        if said.get("label"):
            owed.add(LABEL)
        if outcome == DECLINE and self.told != DECLINE:  # what was declined at first is no evidence of habit already
            owed.add(FACTS)
        ended = {"status": status, "final_outcome": outcome, "decided_by": by, "decided_at": now}
        return self._next(**ended, **said, owed=frozenset(owed))

    def _next(self, **changed: object) -> "Review":
        return msgspec.structs.replace(self, version=self.version + 1, **changed)

    def _held(self) -> ReviewConflict:
        return ReviewConflict(f"is claimed by {self.claimed_by} since {_iso(self.claimed_at)}")

    def _require_waiting(self) -> None:
        if self.status == "expired":
            raise ReviewConflict(f"expired at {_iso(self.decided_at)}, its final outcome is {self.final_outcome}")
        if not self.waits:
            raise ReviewConflict(f"was {self.status} by {self.decided_by} at {_iso(self.decided_at)}")


def _iso(at: int | None) -> str:
    return datetime.fromtimestamp((at or 0) / 1000, UTC).isoformat(timespec="seconds")
