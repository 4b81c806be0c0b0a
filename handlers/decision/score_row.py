"""The row of a score: a decision with its basis, and what is still owed for it. Pure."""

from datetime import datetime, timedelta
from typing import Any

from handlers.contract.transaction import milliseconds
from handlers.decision.alert import ABOVE
from handlers.decision.basis import basis
from handlers.decision.decide import Decision
from handlers.decision.record import OPTIONAL_CONTENT, content
from handlers.decision.settlement import ALERT, PENDING, pending_members
from handlers.decision.shadow import ShadowDecision
from handlers.decision.stored_decision import StoredDecision
from handlers.decision.unsettled import duties_of

SHADOW = "shadow"
"""The attribute of a row that holds the decision of a strategy that changes nothing."""

OPTIONAL_ATTRIBUTES = (*OPTIONAL_CONTENT, SHADOW)
"""The attributes that rows have only where there is something to say."""


def score_row(
    decision: Decision | StoredDecision, now: datetime, retention: timedelta, shadow: ShadowDecision | None = None
) -> dict[str, Any]:
    """Return the attributes of a decision's row, which expires when it is `retention` old."""
    return {
        **content(decision),
        "decision": basis(decision, milliseconds(now)),
        "scored_at": now.isoformat(),
        "expiry": int((now + retention).timestamp()),
        **({SHADOW: shadow.row} if shadow else {}),
    }


def owed(decision: Decision | StoredDecision) -> dict[str, Any]:
    """Return the attributes by which a new row names what is due for it; none if nothing is."""
    due = duties_of(decision)
    if not due:
        return {}
    above = {ABOVE: decision.alert_above} if ALERT in due else {}
    return {PENDING: pending_members(decision.transaction.timestamp, due), **above}
