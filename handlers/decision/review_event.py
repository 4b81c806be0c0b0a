"""The event of a review's end: somebody decided, or the time was over. Pure."""

from typing import Any

from handlers.contract.event import Event, EventType, event_id
from handlers.decision.review import Review
from handlers.decision.review_view import iso


def review_event(review: Review, environment: str) -> Event:
    """Return the event of a review that is decided or expired; it names who decided, and what they said."""
    is_expired = review.status == "expired"
    type_: EventType = "review.expired" if is_expired else "review.decided"
    content: dict[str, Any] = {
        "timestamp": review.timestamp,
        "outcome": review.told,
        "final_outcome": review.final_outcome,
    }
    if not is_expired:
        content["by"] = review.decided_by
    if review.note is not None:
        content["note"] = review.note
    if review.label:
        content["label"] = review.label.label
    return Event(
        type=type_,
        id=event_id(type_, review.transaction_id, review.timestamp),
        at=iso(review.decided_at or review.due),
        environment=environment,
        transaction_id=review.transaction_id,
        content=content,
    )
