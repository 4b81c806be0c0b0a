"""Rows of the scores table in the forms that releases wrote."""

from decimal import Decimal
from typing import Any

TIMESTAMP = Decimal(1_795_350_615_123)

ROW: dict[str, Any] = {
    "transaction_id": "tx-1",
    "fraud_score": Decimal("0.9"),
    "timestamp": TIMESTAMP,
    "merchant": "Crypto Kingdom",
    "amount": Decimal("10000.01"),
    "reasons": [
        {"reason": "amount_above_10000", "weight": Decimal("0.5"), "values": {"amount": Decimal("10000.01")}},
        {
            "reason": "suspicious_merchant",
            "weight": Decimal("0.4"),
            "values": {"merchant": "Crypto Kingdom", "metadata.new shop": True},
        },
    ],
    "outcome": "review",
    "tags": ["card_testing", "look_alike"],
    "undecided": ["share_of_limit", "per_item"],
    "strategy": {"name": "default", "digest": "b149f40f3008720587fbbbc6fa94fa26ac039cff8c39c068b2c014d9b8f2ce67"},
    "scored_at": "2026-11-22T12:31:40.500000+00:00",
    "expiry": Decimal(1_797_942_700),
}
"""As Scoring writes it, but for its alert."""

EARLIER = {name: ROW[name] for name in ROW if name not in ("outcome", "tags", "undecided", "strategy")} | {
    "reasons": [{"reason": each["reason"], "weight": each["weight"]} for each in ROW["reasons"]]
}
"""As releases before strategies wrote it."""

ALERTED = {
    "alerted_at": "2026-11-22T12:31:41.500000+00:00",
    "alerted_above": Decimal("0.8"),
    "alerted_timestamps": frozenset({TIMESTAMP}),
}
