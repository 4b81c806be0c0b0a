"""Payments of a few customers whom operators put on lists and take off: small ones, most to be decided."""

import random
from collections.abc import Iterator
from decimal import Decimal

from chaos.ledger import RequestFields
from chaos.traffic.cases import TrafficCase, single_post

CUSTOMERS = 3
AMOUNTS = tuple(map(Decimal, ("50", "999.99", "1000.01", "4999.99", "7500")))
"""On both sides of what strict versions review."""
STORED_ONLY = 0.3
"""The share of payments that nobody asks to decide: Scoring does."""


def listed_customer(label: str, number: int) -> str:
    """Return a customer of a kind's traffic whom operators may put on a list."""
    return f"{label}-listed-{number}"


def listed_traffic(label: str, count: int, seed: int) -> Iterator[TrafficCase]:
    """Yield payments of these customers."""
    chance = random.Random(f"{seed} {label} listed")  # noqa: S311 -- not a secret
    for number in range(count):
        fields: RequestFields = {
            "transaction_id": f"{label}-listed-{number:06}",
            "amount": chance.choice(AMOUNTS),
            "merchant": "Corner Bakery",
            "customer_id": listed_customer(label.rpartition("-")[0], chance.randrange(CUSTOMERS)),
        }
        route = "transactions" if chance.random() < STORED_ONLY else "decisions"
        yield TrafficCase(steps=((single_post(fields, route),),))  # type: ignore[arg-type]  # one of two
