"""Reviews on Feedback's AWS in memory, opened as Scoring opens them."""

from typing import Any

from handlers.decision.review import HOUR, Review
from handlers.decision.review_item import to_item
from tests.handlers.decision.reviews import review
from tests.handlers.feedback_on_aws import NOW, FeedbackOnAws
from tests.handlers.reviews_table import put_review, review_row

CUSTOMER = "facts#customer#C-1"


def open_review(feedback: FeedbackOnAws, name: str = "tx-1", *, due_in: int = HOUR, **fields: Any) -> Review:
    """Store and score a payment, and open its review; the client was told to wait for it."""
    feedback.store(name, customer_id="C-1", terminal_id=f"T-{name}")
    opened = review(transaction_id=name, opened_at=feedback.now, due=NOW + due_in, **fields)
    put_review(feedback.aws, to_item(opened))
    return opened


def owed(feedback: FeedbackOnAws, name: str = "tx-1") -> set[str]:
    """Return what a review's row owes."""
    row = review_row(feedback.aws, name)
    assert row
    return set(row.get("owed", ()))
