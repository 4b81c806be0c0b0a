"""Scores that the default strategy is held against: they need no past."""

from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from fraudctl.backtest.card_precision import CardPrecision
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.ranking import Ranking


class Contestant:
    """A score of payments, and how it ranks them."""

    def __init__(self) -> None:
        self._ranking, self._cards = Ranking(), CardPrecision()

    def add(self, past: PastPayment, score: Decimal) -> None:
        """Add a payment, which must not be before the last one."""
        transaction = past.transaction
        self._ranking.add(score, fraud=past.fraudulent)
        if isinstance(transaction.customer_id, str):
            self._cards.add(transaction.customer_id, score, transaction.timestamp, fraud=past.fraudulent)

    def figures(self) -> dict[str, Any]:
        """Return the figures that need no threshold, by the names of a backtest."""
        return {
            "average_precision": self._ranking.average_precision(),
            "auc": self._ranking.auc(),
            "precision": None,
            "recall": None,
            "recall_at_1_percent_fpr": self._ranking.recall_at(Fraction(1, 100)),
            "card_precision_100": self._cards.value(),
        }


def amount_score(past: PastPayment) -> Decimal:
    """Return the amount, whatever its currency."""
    return past.transaction.amount


def random_score(past: PastPayment) -> Decimal:
    """Return one of a million scores: chance, and the same each time."""
    return Decimal(
        int.from_bytes(blake2b(past.transaction.transaction_id.encode(), digest_size=8).digest()) % 1_000_000
    )
