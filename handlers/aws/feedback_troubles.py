"""The troubles of labels and of reviews, for the log."""

import msgspec


class FeedbackTroubles(msgspec.Struct, kw_only=True):
    """The troubles met on the way of labels, and of what reviews owe."""

    unreadable: dict[str, str] = msgspec.field(default_factory=dict)
    """Facts that are damaged or of a newer version, by key: they lack the labels. And rows of labels or reviews, by
    id."""
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    """The reason why a label is unavailable, or a review's row not written, by the transaction's id."""
    unpublished: dict[str, str] = msgspec.field(default_factory=dict)
    """The reason why an event is still owed, by the transaction's id: the schedule publishes it."""
    races: int = 0
    """Writes that were lost to others, each of which was tried again or is to be repeated."""
