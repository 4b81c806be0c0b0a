"""The next step for a decision, by the row of its transaction's id in the scores table.

A score's row is inserted with its due alert in `pending`, the alert is published, then the row is settled: the entry in
`pending` is removed, and the timestamp added to `alerted_timestamps`. So a retry finds what a crash left, wherever it
happened, and a settled row does not alert again.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from handlers.decision.decide import Decision

PENDING = "pending"
"""The attribute of a score's row that names what is still to be done for it, such as its alert; absent once settled."""

SCORED_FIELDS = ("amount", "merchant")
"""The fields that a score is known by, beside the transaction's key.

Rules may read others, and strategies change; a row that differs in these alone stays as it is: it was decided on, and
perhaps alerted, by what was known then.
"""


class SettlementStep(Enum):
    """A step towards a settled row."""

    INSERT = auto()
    """The id has no score."""
    REPLACE = auto()
    """The transaction was changed in its table since it was scored: it is decided, and alerted, again."""
    MARK_PENDING = auto()
    """The id has the score of another transaction, because two requests raced. It stays; this one only alerts."""
    PUBLISH = auto()
    """The row is written, and the alert still due."""
    NOTHING = auto()
    """The row is settled."""


def pending_alert(decision: Decision) -> frozenset[str]:
    """Return the member of `pending` that stands for the decision's alert, as a set."""
    return frozenset({f"alert:{decision.transaction.timestamp}"})


def next_step(row: Mapping[str, Any] | None, decision: Decision) -> SettlementStep:
    """Return the next step for a decision, by the row of its transaction's id."""
    if row is None:
        return SettlementStep.INSERT
    transaction = decision.transaction
    same_transaction = row.get("timestamp") == transaction.timestamp
    if same_transaction and any(row.get(name) != getattr(transaction, name) for name in SCORED_FIELDS):
        return SettlementStep.REPLACE
    if pending_alert(decision) <= _members(row, PENDING):
        return SettlementStep.PUBLISH
    alerted = transaction.timestamp in _members(row, "alerted_timestamps")
    if same_transaction or not decision.alert_due or alerted:
        return SettlementStep.NOTHING
    return SettlementStep.MARK_PENDING


def _members(row: Mapping[str, Any], name: str) -> frozenset[Any]:
    """Return a set in the row, empty if it has none or somebody put another type there."""
    members = row.get(name)
    return members if isinstance(members, frozenset) else frozenset()
