"""An alert: what people are told of a risky transaction, by its decision or by the row that holds it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from handlers.decision.decide import Decision
from handlers.decision.record import CONTENT, content
from handlers.decision.stored_decision import StoredDecision

ABOVE = "alerted_above"
"""The attribute of a score's row that names the review threshold of its alert, as soon as that is due."""

ASSUMED_OUTCOME = "review"
"""The outcome of an alert whose row is of a version that knew no outcomes: a person was to look at it."""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that is to be published, of a transaction's key."""

    transaction_id: str
    timestamp: int
    content: Mapping[str, Any]
    """The fields that alerts have, of the decision or of its row."""
    above: Decimal | None
    """The review threshold by which it was decided; None where the row is of a version that did not note it."""

    @property
    def key(self) -> tuple[str, int]:
        """Return the key of the transaction."""
        return self.transaction_id, self.timestamp

    @property
    def outcome(self) -> str:
        """Return the outcome of the decision."""
        outcome: str = self.content.get("outcome", ASSUMED_OUTCOME)
        return outcome

    @property
    def told(self) -> str:
        """Return the outcome that was answered."""
        told: str = self.content.get("override") or self.outcome
        return told

    @property
    def is_reviewed(self) -> bool:
        """Return whether somebody is to decide: the outcome, the strategy's own or the answer, is review."""
        return "review" in (self.told, self.outcome)

    def body(self, environment: str) -> str:
        """Return the JSON that is published, with exact numbers."""
        return _encode({**self.content, "environment": environment}).decode()


_encode = msgspec.json.Encoder(decimal_format="number").encode


def alert_of(decision: Decision | StoredDecision) -> Alert:
    """Return the alert of a decision."""
    transaction = decision.transaction
    return Alert(
        transaction_id=transaction.transaction_id,
        timestamp=transaction.timestamp,
        content=content(decision),
        above=decision.alert_above,
    )


def alert_in(row: Mapping[str, Any]) -> Alert:
    """Return the alert of the decision that a score's row holds."""
    return Alert(
        transaction_id=row["transaction_id"],
        timestamp=int(row["timestamp"]),
        content={name: row[name] for name in CONTENT if name in row},
        above=row.get(ABOVE),
    )
