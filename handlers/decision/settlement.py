"""The next step for a verdict, by the row of its transaction's id in the scores table.

A score's row is inserted with its due alert in `pending`, the alert is published, then the row is settled: the entry in
`pending` is removed, and the timestamp added to `alerted_timestamps`. So a retry finds what a crash left, wherever it
happened, and a settled row does not alert again.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from handlers.decision.verdict import Verdict

PENDING = "pending"
"""The attribute of a score's row that names what is still to be done for it, such as its alert; absent once settled."""

SCORED_FIELDS = ("amount", "merchant")
"""The fields that decide a score, beside the transaction's key; a row that differs in others stays settled."""


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


def pending_alert(verdict: Verdict) -> frozenset[str]:
    """Return the member of `pending` that stands for the verdict's alert, as a set."""
    return frozenset({f"alert:{verdict.transaction.timestamp}"})


def next_step(row: Mapping[str, Any] | None, verdict: Verdict, *, risky: bool) -> SettlementStep:
    """Return the next step for a verdict, whose alert is due if it is risky, by the id's row."""
    if row is None:
        return SettlementStep.INSERT
    same_transaction = row.get("timestamp") == verdict.transaction.timestamp
    if same_transaction and any(row.get(name) != verdict.content[name] for name in SCORED_FIELDS):
        return SettlementStep.REPLACE
    if pending_alert(verdict) <= _members(row, PENDING):
        return SettlementStep.PUBLISH
    alerted = verdict.transaction.timestamp in _members(row, "alerted_timestamps")
    return SettlementStep.NOTHING if same_transaction or not risky or alerted else SettlementStep.MARK_PENDING


def _members(row: Mapping[str, Any], name: str) -> frozenset[Any]:
    """Return a set in the row, empty if it has none or somebody put another type there."""
    members = row.get(name)
    return members if isinstance(members, frozenset) else frozenset()
