"""The row of a score: a decision with its basis, and what is still owed for it. Pure."""

from datetime import datetime, timedelta
from typing import Any

from handlers.contract.transaction import milliseconds
from handlers.decision.alert import ABOVE
from handlers.decision.basis import basis
from handlers.decision.decide import Decision
from handlers.decision.record import OPTIONAL_CONTENT, content
from handlers.decision.settlement import PENDING, pending_alert
from handlers.decision.shadow import ShadowDecision
from handlers.decision.stored_decision import StoredDecision

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
    """Return the attributes by which a new row says that its alert is due; none if it is not."""
    if not decision.alert_due:
        return {}
    return {
        PENDING: pending_alert(decision.transaction.timestamp),
        ABOVE: decision.alert_above,
    }
