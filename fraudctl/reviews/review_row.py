"""A review as its row in the table has it: what happened when, and what is still owed of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fraudctl.client.row_facts import StoredRow, epoch_time
from fraudctl.reviews.review_view import label_name, who
from fraudctl.stacks.target import Target
from fraudctl.terminal.text import AnyText, Text
from handlers.aws.attributes import from_attributes, to_attributes


@dataclass(frozen=True, kw_only=True)
class ReviewFact:
    """Something that happened to a review, as its row records it."""

    at: datetime
    what: str
    detail: str = ""


def find_review(target: Target, transaction_id: str) -> StoredRow | None:
    """Return the row of a transaction's review, None where none was opened, as on a stack of an older release."""
    if not (table := target.exports.get("fraud_reviews_table_name")):
        return None
    found = target.client("dynamodb").get_item(
        TableName=table,
        Key=to_attributes({"transaction_id": transaction_id}),
        ConsistentRead=True,
    )
    return from_attributes(found["Item"]) if "Item" in found else None


def review_facts(review: StoredRow | None) -> Iterator[ReviewFact]:
    """Yield what the row records of a review: that it was opened, is claimed, and how it ended."""
    if review is None:
        return
    due = epoch_time(review.get("due"))
    waits = review.get("status") in ("open", "claimed")
    if opened := epoch_time(review.get("opened_at")):
        detail = f"due {due:%Y-%m-%d %H:%M:%S} UTC" if due and waits else ""
        yield ReviewFact(at=opened, what="review opened", detail=detail)
    if claimed := epoch_time(review.get("claimed_at")):
        yield ReviewFact(at=claimed, what=f"claimed by {who(review.get('claimed_by'))}")
    if decided := epoch_time(review.get("decided_at")):
        yield ReviewFact(at=decided, what=_end(review), detail="; ".join(_details(review)))


def render_review_rows(review: StoredRow | None) -> Iterator[AnyText]:
    """Yield a line for each fact; the last one is the review's state."""
    facts = list(review_facts(review))
    for place, fact in enumerate(facts, start=1):
        counts = "bold" if place == len(facts) else "dim"
        detail = f", {fact.detail}" if fact.detail else ""
        yield Text.assemble((fact.what, counts), f"  at {fact.at:%Y-%m-%d %H:%M:%S} UTC{detail}")


def _end(review: StoredRow) -> str:
    if review.get("status") == "expired":
        return f"review expired: {review.get('final_outcome')} is final"
    return f"{review.get('status')} by {who(review.get('decided_by'))}"


def _details(review: StoredRow) -> Iterator[str]:
    if label := review.get("label"):
        yield f"labelled {label_name(label)}"
    if note := review.get("note"):
        yield str(note)
    owed = review.get("owed")
    if isinstance(owed, frozenset) and owed:
        yield f"still owed: {', '.join(sorted(map(str, owed)))}; the schedule does it"
