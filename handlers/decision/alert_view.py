"""Alerts as they are listed: the row of a score in the index of alerts, with what a person has decided since. Pure."""

from collections.abc import Mapping
from typing import Any

from handlers.contract.iso_time import iso_in
from handlers.decision.alert import ASSUMED_OUTCOME

REVIEW = "review"

AS_THEY_ARE = ("amount", "merchant", "currency", "customer_id", "terminal_id", "tags", "override", "strategy")
"""Attributes of the row that an answer has as they are, where there are any."""


def first_outcome(row: Mapping[str, Any]) -> str:
    """Return the outcome that was answered first, by the row of an alert."""
    outcome: str = row.get("override") or own_outcome(row)
    return outcome


def own_outcome(row: Mapping[str, Any]) -> str:
    """Return the strategy's own outcome, which an override does not change."""
    outcome: str = row.get("outcome", ASSUMED_OUTCOME)
    return outcome


def is_reviewed(row: Mapping[str, Any]) -> bool:
    """Return whether a review was opened for an alert."""
    return REVIEW in (first_outcome(row), own_outcome(row))


def alert_view(row: Mapping[str, Any], final_outcome: str | None) -> dict[str, Any]:
    """Return an alert as an answer has it."""
    return {
        "transaction_id": row["transaction_id"],
        "timestamp": row["timestamp"],
        "alerted_at": iso_in(row["alerted_at"]),
        "outcome": first_outcome(row),
        "score": row["fraud_score"],
        **{name: row[name] for name in AS_THEY_ARE if name in row},
        **({"own_outcome": own_outcome(row)} if "override" in row else {}),
        **({"final_outcome": final_outcome} if final_outcome else {}),
    }
