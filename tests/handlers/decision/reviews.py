"""Reviews as tests begin with them."""

from decimal import Decimal
from typing import Any

from handlers.decision.review import HOUR, Review

NOW = 1_795_400_000_000
ANN, BOB = "arn:aws:sts::123456789012:assumed-role/analysts/ann", "arn:aws:iam::123456789012:user/bob"


def review(**fields: Any) -> Review:
    """Return an open review of a payment that its client was told to wait for, due in an hour."""
    made: dict[str, Any] = {
        "transaction_id": "tx-1",
        "timestamp": NOW - 60_000,
        "opened_at": NOW,
        "due": NOW + HOUR,
        "told": "review",
        "outcome": "review",
        "fraud_score": Decimal("0.9"),
        "amount": Decimal("20000.50"),
        "merchant": "Crypto Kingdom",
        **fields,
    }
    return Review(**made)
