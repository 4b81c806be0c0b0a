"""The item of the reviews table that holds a review. Pure.

It is in the index `due` while a person or the schedule has to do something about it: until it is decided, by when that
is due; while something is owed after that, by when the schedule does it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UnsetType

from handlers.contract.shard import shard_of
from handlers.decision.decide import Decision
from handlers.decision.review import HOUR, Review
from handlers.decision.stored_decision import StoredDecision

SHARD, DUE, TERM = "review_shard", "due", "term"
"""The index's keys, and the time that `due` had before the review was decided."""

OWED_AFTER = 60_000
"""Milliseconds after a decision in which who decided does what is owed; then the schedule does."""


class UnreadableReview(Exception):
    """Raised for a row that holds no review, or in another form; nobody writes over it."""


def opened(decision: Decision | StoredDecision, now: int, hours: int) -> Review:
    """Return the review that is opened for a decision, to be decided within so many hours."""
    transaction = decision.transaction
    return Review(
        transaction_id=transaction.transaction_id,
        timestamp=transaction.timestamp,
        opened_at=now,
        due=now + hours * HOUR,
        told=decision.told,
        outcome=decision.outcome,
        fraud_score=decision.score,
        amount=transaction.amount,
        merchant=transaction.merchant,
        currency=_given(transaction.currency),
        customer_id=_given(transaction.customer_id),
        terminal_id=_given(transaction.terminal_id),
    )


def _given(value: str | UnsetType) -> str | None:
    return None if isinstance(value, UnsetType) else value


def to_item(review: Review) -> dict[str, Any]:
    """Return the attributes of a review's item."""
    values = msgspec.structs.asdict(review)
    item = {name: value for name, value in values.items() if value is not None and value != frozenset()}
    if review.label:
        item["label"] = msgspec.structs.asdict(review.label)
    if review.owed and review.decided_at is not None:
        item |= {TERM: review.due, DUE: review.decided_at + OWED_AFTER}
    if review.waits or review.owed:
        item[SHARD] = shard_of(review.transaction_id)
    return item


def from_item(item: Mapping[str, Any]) -> Review:
    """Return the review that an item's attributes hold.

    Raises:
        UnreadableReview: they hold something else.
    """
    try:
        return msgspec.convert({**_plain(item), DUE: int(item.get(TERM, item[DUE]))}, Review)
    except (msgspec.ValidationError, ArithmeticError, KeyError, TypeError, ValueError):
        raise UnreadableReview("the review is damaged, or of a newer version") from None


EXACT = frozenset({"fraud_score", "amount"})
"""The numbers that are no integers."""


def _plain(item: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in item.items():
        match value:
            case Decimal() if name not in EXACT:
                plain[name] = int(value)
            case Mapping():
                plain[name] = _plain(value)
            case _:
                plain[name] = value
    return plain
