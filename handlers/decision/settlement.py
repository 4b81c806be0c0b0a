"""The next step for a transaction, by the row of its id in the scores table.

A score's row is inserted with its due alert in `pending`, the alert is published, then the row is settled: the entry in
`pending` is removed, and the timestamp added to `alerted_timestamps`. So a retry finds what a crash left, wherever it
happened, and a settled row does not alert again. Whatever has a row is not decided a second time: the first decision
stands, and an alert that is still due is the row's own.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from handlers.contract.transaction import Transaction

PENDING = "pending"
"""The attribute of a score's row that names what is still to be done for it, such as its alert; absent once settled."""

SCORED_FIELDS = ("amount", "merchant")
"""The fields that a score is known by, beside the transaction's key.

Rules may read others, and strategies change; a row that differs in these alone stays as it is: it was decided on, and
perhaps alerted, by what was known then.
"""


class SettlementStep(Enum):
    """A step towards a settled row."""

    DECIDE = auto()
    """The id has no score."""
    REPLACE = auto()
    """The transaction was changed in its table since it was scored, or somebody removed the score: it is decided, and
    alerted, again."""
    ALERT_ALONE = auto()
    """The id has the score of another transaction, because two requests raced. It stays; this one only alerts."""
    PUBLISH = auto()
    """The row is written, and its alert still due."""
    NOTHING = auto()
    """The row is settled."""


def pending_alert(timestamp: int) -> frozenset[str]:
    """Return the member of `pending` that stands for the alert of the transaction of this timestamp, as a set."""
    return frozenset({f"alert:{timestamp}"})


def is_alert_pending(row: Mapping[str, Any], transaction: Transaction) -> bool:
    """Return whether the row says that the transaction's alert is still due."""
    return pending_alert(transaction.timestamp) <= _members(row, PENDING)


def next_step(row: Mapping[str, Any] | None, transaction: Transaction) -> SettlementStep:
    """Return the next step for a transaction, by the row of its id."""
    if row is None:
        return SettlementStep.DECIDE
    pending = is_alert_pending(row, transaction)
    if row.get("timestamp") != transaction.timestamp:
        alerted = transaction.timestamp in _members(row, "alerted_timestamps")
        return SettlementStep.NOTHING if alerted and not pending else SettlementStep.ALERT_ALONE
    if "fraud_score" not in row or any(row.get(name) != getattr(transaction, name) for name in SCORED_FIELDS):
        return SettlementStep.REPLACE
    return SettlementStep.PUBLISH if pending else SettlementStep.NOTHING


def _members(row: Mapping[str, Any], name: str) -> frozenset[Any]:
    """Return a set in the row, empty if it has none or somebody put another type there."""
    members = row.get(name)
    return members if isinstance(members, frozenset) else frozenset()
