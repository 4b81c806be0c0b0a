"""Decisions as rows and messages hold them, read as the product reads them."""

from collections.abc import Mapping
from typing import Any

from msgspec import to_builtins

from chaos.told import Told
from handlers.aws.attributes import to_attributes
from handlers.contract.errors import Malformed, Refused, UnfitDecision
from handlers.contract.fallback import decode_decided_fallback
from handlers.contract.row_image import from_image
from handlers.contract.stored_item import to_item
from handlers.contract.transaction import Transaction
from handlers.decision.stored_decision import decode


def decision_in_row(row: Mapping[str, Any]) -> Told | None:
    """Return the decision in a row of the transactions table, in DynamoDB's typed form; None where none can be read."""
    try:
        transaction = from_image(row)
        return decision_on(transaction, transaction.decision) if isinstance(transaction.decision, bytes) else None
    except (Malformed, UnfitDecision):
        return None


def decision_in_message(text: str) -> Told | None:
    """Return the decision in a message of Ingestion's queue; None where it holds none, or none that can be read."""
    try:
        request, context, written = decode_decided_fallback(text)
        timestamp = request.timestamp if isinstance(request.timestamp, int) else context.milliseconds
        return decision_on(from_image(to_attributes(to_item(request, context, timestamp))), written)
    except (Refused, Malformed, UnfitDecision):
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
        override=stored.override,
        as_of=stored.basis.as_of,
        arm=to_builtins(stored.arm) if stored.arm else None,
    )
