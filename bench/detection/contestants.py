"""Scores that are held against each other, and those that need no past."""

from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from fraudctl.backtest.card_precision import CardPrecision
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.ranking import Ranking

RECALLS = tuple(each / 20 for each in range(1, 21))
"""Shares of the frauds at which a curve tells the precision."""


class Contestant:
    """A score of payments, and how it ranks them."""

    def __init__(self) -> None:
        self._ranking, self._cards = _Curve(), CardPrecision()

    def add(self, past: PastPayment, score: Decimal) -> None:
        """Add a payment, which must not be before the last one."""
        transaction = past.transaction
        customer = transaction.customer_id if isinstance(transaction.customer_id, str) else None
        self.add_scored(score, customer, transaction.timestamp, fraud=past.fraudulent)

    def add_scored(self, score: Decimal, customer: str | None, timestamp: int, *, fraud: bool) -> None:
        """Add what is known of a payment, which must not be before the last one."""
        self._ranking.add(score, fraud=fraud)
        if customer is not None:
            self._cards.add(customer, score, timestamp, fraud=fraud)

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

    def precision_by_recall(self) -> list[float]:
        """Return the precision at which each of `RECALLS` is reached."""
        return self._ranking.precisions()


class _Curve(Ranking):
    """A ranking, and its curve of precision by recall."""

    def precisions(self) -> list[float]:
        """Return the precision of the highest scores that hold each of `RECALLS`; none without frauds."""
        found, (frauds, _) = list[float](), list(self.curve())[-1]
        for caught, disturbed in self.curve():
            while frauds and len(found) < len(RECALLS) and caught >= RECALLS[len(found)] * frauds:
                found.append(caught / (caught + disturbed))
        return found


def amount_score(past: PastPayment) -> Decimal:
    """Return the amount, whatever its currency."""
    return past.transaction.amount


def random_score(past: PastPayment) -> Decimal:
    """Return one of a million scores: chance, and the same each time."""
    return Decimal(
        int.from_bytes(blake2b(past.transaction.transaction_id.encode(), digest_size=8).digest()) % 1_000_000
    )
