"""The payments that the console shows: a month of usual ones, and today's risky ones."""

from collections.abc import Mapping, Sequence
from typing import Any

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

Sent = tuple[int, Mapping[str, Any]]
"""The milliseconds since a payment was made, and its fields beside the time."""

SHOPS = ("Corner Bakery", "Book Shop", "Garden Centre", "Station Kiosk")


def _usual(who: str, at: str, days: int) -> Sent:
    fields = {
        "transaction_id": f"C-{who}-{days:02}",
        "amount": 18 + days * 7 % 31 + 0.4,
        "merchant": SHOPS[days // 2 % len(SHOPS)],
        "customer_id": f"C-{who}",
        "terminal_id": at,
        "currency": "EUR",
        "metadata": {"card_token": f"card-{who}", "channel": "store"},
    }
    return days * DAY + 3 * HOUR, fields


def _risky(name: str, ago: int, amount: float, merchant: str, *, by: str, at: str = "W-009854") -> Sent:
    fields = {
        "transaction_id": name,
        "amount": amount,
        "merchant": merchant,
        "customer_id": f"C-{by}",
        "terminal_id": at,
        "currency": "EUR",
        "metadata": {"card_token": f"card-{by}", "channel": "online", "country": "DE"},
    }
    return ago, fields


PEOPLE = {"anna": "T-old-town", "bert": "T-station", "cleo": "T-mall"}
"""Customers, each with the terminal where they pay."""

HISTORY: Sequence[Sent] = [_usual(who, at, days) for who, at in PEOPLE.items() for days in range(28, 1, -2)]

RISKY: Sequence[Sent] = [
    _risky("order-2041", 9 * HOUR, 12_400, "Unknown Offshore Trading", by="bert", at="W-009854"),
    _risky("order-2077", 5 * HOUR, 18_950.5, "CryptoVault Global", by="cleo", at="W-009854"),
    _risky("order-2093", 3 * HOUR, 640, "Watches of the World", by="anna", at="T-old-town"),
    _risky("order-2101", 55 * MINUTE, 28_329.4, "CryptoVault Global", by="anna", at="W-009854"),
    _risky("order-2102", 53 * MINUTE, 980, "Phone Shop", by="bert", at="W-009855"),
    _risky("order-2117", 20 * MINUTE, 15_300, "Offshore Crypto Exchange", by="dora", at="W-009856"),
]
"""All of them are alerted or reviewed."""

LABELLED = [("order-2041", "fraud"), ("order-2077", "legitimate"), ("C-bert-02", "legitimate")]
