"""Decisions as rows and messages hold them, read as the product reads them."""

from collections.abc import Mapping
from typing import Any

from handlers.decision.stored_decision import decode

from chaos.told import Told
from handlers.contract.errors import Malformed, UnfitDecision
from handlers.contract.row_image import from_image
from handlers.contract.transaction import Transaction


def decision_in_row(row: Mapping[str, Any]) -> Told | None:
    """Return the decision in a row of the transactions table, in DynamoDB's typed form; None where none can be read."""
    try:
        transaction = from_image(row)
        return decision_on(transaction, transaction.decision) if isinstance(transaction.decision, bytes) else None
    except (Malformed, UnfitDecision):
        return None


def decision_on(transaction: Transaction, written: bytes) -> Told:
    """Return the decision on a transaction; raise UnfitDecision where the bytes hold none on it."""
    stored = decode(written, transaction)
    return Told(
        outcome=stored.outcome,
        score=stored.score,
        reasons=tuple(stored.reasons),
        tags=tuple(stored.tags),
        strategy={"name": stored.strategy.name, "digest": stored.strategy.digest},
        degraded=tuple(stored.basis.degraded),
    )
