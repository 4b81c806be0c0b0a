"""The event of a decision that was not simply to approve. Pure."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from handlers.contract.event import Event, EventType, event_id
from handlers.contract.money import MOST_DIGITS
from handlers.decision.review_view import iso
from handlers.decision.unsettled import Unsettled

MADE: EventType = "decision.made"

OPTIONAL = ("currency", "customer_id", "strategy", "degraded")
"""Parts of the decision's content that the event has as they are, where there are any."""

_normalized = Context(prec=MOST_DIGITS, traps=[])


def decision_event(unsettled: Unsettled, environment: str, review_due: int | None) -> Event:
    """Return the event of a decision, which names its rules and holds none of the values that they read.

    Args:
        unsettled: The decision.
        environment: That of the stack.
        review_due: When its review is due, in epoch milliseconds; None where nobody is to decide, or has already.
    """
    alert, content = unsettled.alert, unsettled.alert.content
    return Event(
        type=MADE,
        id=event_id(MADE, alert.transaction_id, alert.timestamp, *_version(content)),
        at=iso(unsettled.made_at),
        environment=environment,
        transaction_id=alert.transaction_id,
        content={
            "timestamp": alert.timestamp,
            "outcome": alert.told,
            "score": content["fraud_score"],
            "reasons": [{"reason": each["reason"], "weight": each["weight"]} for each in content.get("reasons", ())],
            "tags": content.get("tags", []),
            "amount": content["amount"],
            **{name: content[name] for name in OPTIONAL if name in content},
            **({} if review_due is None else {"review_due": iso(review_due)}),
        },
    )


def _version(content: Mapping[str, Any]) -> tuple[str, str]:
    """Return what tells a transaction that somebody changed in its table from what it was before."""
    amount: Decimal = content["amount"]
    return str(amount.normalize(_normalized)) if amount else "0", content["merchant"]
