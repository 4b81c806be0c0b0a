"""A review as the API shows it. Pure."""

from datetime import UTC, datetime
from typing import Any

from handlers.decision.review import Review

SHOWN = ("currency", "customer_id", "terminal_id", "claimed_by", "final_outcome", "decided_by", "note")
"""Fields that are shown as they are, where there are any."""


def review_view(review: Review) -> dict[str, Any]:
    """Return the fields of a review; times are in ISO 8601, UTC."""
    times = {"claimed_at": review.claimed_at, "decided_at": review.decided_at}
    return {
        "transaction_id": review.transaction_id,
        "timestamp": review.timestamp,
        "state": review.status,
        "opened_at": iso(review.opened_at),
        "due": iso(review.due),
        "outcome": review.told,
        "score": review.fraud_score,
        "amount": review.amount,
        "merchant": review.merchant,
        **{name: value for name in SHOWN if (value := getattr(review, name)) is not None},
        **{name: iso(at) for name, at in times.items() if at is not None},
        **({"label": review.label.label} if review.label else {}),
    }


def iso(at: int) -> str:
    """Return a time in epoch milliseconds as ISO 8601, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
