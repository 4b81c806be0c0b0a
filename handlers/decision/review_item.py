"""The item of the reviews table that holds a review. Pure.

It is in the index `due` while a person or the schedule has to do something about it: until it is decided, by when that
is due; while something is owed after that, by when the schedule does it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.shard import shard_of
from handlers.decision.alert import Alert
from handlers.decision.record import OPTIONAL_FIELDS
from handlers.decision.review import HOUR, Review

SHARD, DUE, TERM = "review_shard", "due", "term"
"""The index's keys, and the time that `due` had before the review was decided."""

ATTRIBUTES = frozenset({*Review.__struct_fields__, SHARD, DUE, TERM})
"""All that an item may have, as far as this version knows."""

OWED_AFTER = 60_000
"""Milliseconds after a decision in which who decided does what is owed; then the schedule does."""


class UnreadableReview(Exception):
    """Raised for a row that holds no review, or in another form; nobody writes over it."""


def opened(alert: Alert, now: int, hours: int) -> Review:
    """Return the review that is opened for a score, by what is told of it, to be decided within so many hours."""
    told = alert.content
    return Review(
        transaction_id=alert.transaction_id,
        timestamp=alert.timestamp,
        opened_at=now,
        due=now + hours * HOUR,
        told=alert.told,
        outcome=alert.outcome,
        fraud_score=told["fraud_score"],
        amount=told["amount"],
        merchant=told["merchant"],
        **{name: told[name] for name in OPTIONAL_FIELDS if name in told},
    )


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
