"""The second from which DynamoDB removes a transaction's row, where a stack keeps transactions for some days only.

DynamoDB removes what has expired when it comes to it, within days, and hands it out until then. So a row that is there
answers for its id however old it is, and an id is new only once its row is gone.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

EXPIRY = "expiry"

DAY = 86_400_000
"""Milliseconds."""


def expiry_of(received: int, retention_days: int) -> dict[str, int]:
    """Return the attribute of a row that was received then, in epoch milliseconds; none where rows are kept for ever.

    It is rounded up to the second, so that nothing goes early.
    """
    return {EXPIRY: -(-(received + retention_days * DAY) // 1000)} if retention_days else {}


def has_expired(item: Mapping[str, Any], now: int) -> bool:
    """Return whether DynamoDB may remove an item by now, in epoch milliseconds; what says no second stays."""
    expiry = item.get(EXPIRY)
    if isinstance(expiry, Mapping):  # in DynamoDB's types
        expiry = Decimal(expiry["N"]) if "N" in expiry else None
    return isinstance(expiry, int | Decimal) and expiry * 1000 <= now
