"""The row of a transaction's labels: what was said of it by whom, and which of it counts. Pure.

A review's decline stands in it too, since facts tell of both: so whoever writes either knows of the other.
"""

from itertools import accumulate, islice, takewhile

import msgspec
from msgspec import UNSET

from handlers.contract.iso_time import Moment
from handlers.contract.label import LabelRequest
from handlers.contract.verdict import LabelName, LabelSource

MOST_STATED = 100
"""Labels of a transaction that its row holds, the last ones."""

MOST_BYTES, BYTES_BESIDE_NOTE = 200 * 1024, 128
"""Of all of them, so that they are half of what an item may have; and of each, the names and other fields."""

FRAUD = "fraud"


class StatedLabel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A label as it was said and received; times are in epoch milliseconds."""

    label: LabelName
    source: LabelSource
    at: Moment
    received: Moment
    note: str | None = None

    def says_the_same(self, other: "StatedLabel") -> bool:
        """Return whether two labels differ in nothing but when they were received."""
        return msgspec.structs.replace(self, received=other.received) == other


class ReviewedDecline(msgspec.Struct, frozen=True, kw_only=True):
    """A decline by a review, of a payment that its client was told to go on with."""

    received: Moment
    """Epoch milliseconds at which it was decided."""


class OwedEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A label of which nobody is known to have heard: the parts of it that its event tells."""

    timestamp: int
    """That of the transaction, in epoch milliseconds."""
    label: LabelName
    source: LabelSource
    at: Moment
    received: Moment
    heard_by: frozenset[str] = frozenset()
    """The ways that have taken the event, while it is owed by another."""


class LabelledRow(msgspec.Struct, frozen=True, kw_only=True):
    """All that was said of a transaction; the last label of the history counts."""

    transaction_id: str
    version: int = 0
    """0 until it is written."""
    history: tuple[StatedLabel, ...] = ()
    """By the time since when each is known; of the same time, in the order of receipt."""
    holders: frozenset[str] = frozenset()
    """Keys of the facts that were told of it: they hold it, one by one or in a day's sum."""
    declined: Moment | None = None
    """The time at which a review declined it; None where none did. A row may hold this and no label."""
    owed_labels: tuple[OwedEvent, ...] = ()

    @property
    def counts(self) -> StatedLabel:
        """Return the label that counts, the latest, of a row that has one."""
        return self.history[-1]

    @property
    def fraud_since(self) -> int | None:
        """Return when it was first received that the transaction is fraud, as the latest labels agree; else None."""
        run = takewhile(lambda each: each.label == FRAUD, reversed(self.history))
        return min((each.received for each in run), default=None)

    def received(self, said: "StatedLabel | ReviewedDecline") -> int | None:
        """Return when the same was received before, in epoch milliseconds; None if it is new."""
        if isinstance(said, ReviewedDecline):
            return self.declined
        return next((each.received for each in self.history if each.says_the_same(said)), None)

    def with_decline(self, decline: ReviewedDecline) -> "LabelledRow":
        """Return the row of a payment that a review declined."""
        return msgspec.structs.replace(self, declined=decline.received)

    def with_label(self, stated: StatedLabel) -> "LabelledRow":
        """Return the row with one more label."""
        history = sorted([*self.history, stated], key=lambda each: (each.at, each.received))
        sizes = accumulate(BYTES_BESIDE_NOTE + len((each.note or "").encode()) for each in reversed(history))
        kept = sum(size <= MOST_BYTES for size in islice(sizes, MOST_STATED))
        return msgspec.structs.replace(self, history=tuple(history[-kept:]))


def stated_label(request: LabelRequest, received: int) -> StatedLabel:
    """Return the label of a request that was received at a time, in epoch milliseconds."""
    note = None if request.note is UNSET else request.note
    return StatedLabel(label=request.label, source=request.source, at=request.at, received=received, note=note)
