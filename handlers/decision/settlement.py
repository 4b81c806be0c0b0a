"""The next step for a transaction, by the row of its id in the scores table.

A score's row is inserted with all that is due for it in `pending`: an alert, a review, an event. These are done, then
the row is settled: what was done is removed from `pending`, and the timestamp of an alert added to
`alerted_timestamps`. So a retry finds what a crash left, wherever it happened, and a settled row does not alert again.
Whatever has a row is not decided a second time: the first decision stands, and what is still due is the row's own.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Literal

import msgspec

from handlers.contract.transaction import Transaction

PENDING = "pending"
"""The attribute of a score's row that names what is still to be done for it, such as its alert; absent once settled."""

ALERT: Literal["alert"] = "alert"
REVIEW: Literal["review"] = "review"
EVENT: Literal["event"] = "event"

Duty = Literal["review", "alert", "event"]
Duties = frozenset[Duty]
DUTIES: tuple[Duty, ...] = (REVIEW, ALERT, EVENT)
"""All that may be due for a score, in the order in which it is done: who hears of a review finds it open."""

NO_DUTIES: Duties = frozenset()

ALERTED = "alerted_timestamps"
"""The attribute of a row that holds the timestamps of its id whose alert was published."""

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
    """The transaction was changed in its table since it was scored, or somebody removed the score, or damaged what is
    still to be told of it: it is decided, and alerted, again."""
    ALERT_ALONE = auto()
    """The id has the score of another transaction, because two requests raced. It stays; for this one only what is due
    is done."""
    FINISH = auto()
    """The row is written, and something that it names still due."""
    NOTHING = auto()
    """The row is settled."""


def pending_members(timestamp: int, duties: Iterable[Duty]) -> frozenset[str]:
    """Return the members of `pending` that stand for duties to the transaction of this timestamp."""
    return frozenset(f"{each}:{timestamp}" for each in duties)


def pending_duties(row: Mapping[str, Any], transaction: Transaction) -> Duties:
    """Return all that is still due for the transaction, as the row says."""
    members = _members(row, PENDING)
    return frozenset(each for each in DUTIES if f"{each}:{transaction.timestamp}" in members)


def is_alerted(row: Mapping[str, Any], transaction: Transaction) -> bool:
    """Return whether the row says that the transaction's alert was published."""
    return transaction.timestamp in _members(row, ALERTED)


def next_step(row: Mapping[str, Any] | None, transaction: Transaction) -> SettlementStep:
    """Return the next step for a transaction, by the row of its id."""
    if row is None:
        return SettlementStep.DECIDE
    pending = pending_duties(row, transaction)
    if row.get("timestamp") != transaction.timestamp:
        return SettlementStep.NOTHING if is_alerted(row, transaction) and not pending else SettlementStep.ALERT_ALONE
    if "fraud_score" not in row or any(row.get(name) != getattr(transaction, name) for name in SCORED_FIELDS):
        return SettlementStep.REPLACE
    if not pending:
        return SettlementStep.NOTHING
    return SettlementStep.FINISH if _is_whole(row) else SettlementStep.REPLACE


class _Reason(msgspec.Struct):
    reason: str
    weight: Decimal
    values: dict[str, Any] = {}


class _Whole(msgspec.Struct):
    """The parts of a row that alerts, reviews and events take as being of these types."""

    fraud_score: Decimal
    reasons: list[_Reason] = []
    tags: list[str] = []
    degraded: list[str] = []
    outcome: str = ""
    override: str = ""
    alerted_above: Decimal | None = None


def _is_whole(row: Mapping[str, Any]) -> bool:
    try:
        msgspec.convert(row, _Whole)
    except msgspec.ValidationError:
        return False
    return True


def _members(row: Mapping[str, Any], name: str) -> frozenset[Any]:
    """Return a set in the row, empty if it has none or somebody put another type there."""
    members = row.get(name)
    return members if isinstance(members, frozenset) else frozenset()
