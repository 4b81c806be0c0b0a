"""Three rules in Python, as they were before rules were data, and the score that they come to."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from handlers.contract.invisible import without_invisible
from handlers.contract.transaction import Transaction
from handlers.decision.settlement import DUTIES, pending_members

WORDS = ("unknown", "offshore", "crypto")


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedRule:
    """A weight that is added to the score of a transaction which meets the condition, for the reason."""

    reason: str
    weight: Decimal
    condition: Callable[[Transaction], bool]


def amount_above(floor: int, *, to: int | None = None) -> Callable[[Transaction], bool]:
    """Return a condition: the amount is above `floor` and, if given, at most `to`."""
    return lambda transaction: transaction.amount > floor and (to is None or transaction.amount <= to)


def suspicious(transaction: Transaction) -> bool:
    """Return whether the merchant's name contains one of the words, as a reader sees it."""
    name = transaction.merchant
    if name.isascii() and name.isprintable():
        seen = name.lower()
    else:
        seen = unicodedata.normalize("NFKC", without_invisible(name)).casefold()
    return any(word in seen for word in WORDS)


RULES = (
    FixedRule(reason="amount_above_10000", weight=Decimal("0.5"), condition=amount_above(10_000)),
    FixedRule(reason="amount_above_5000", weight=Decimal("0.3"), condition=amount_above(5_000, to=10_000)),
    FixedRule(reason="suspicious_merchant", weight=Decimal("0.4"), condition=suspicious),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedScore:
    """A transaction, its score, and the rules that fired."""

    transaction: Transaction
    score: Decimal
    fired: tuple[FixedRule, ...]

    @property
    def content(self) -> dict[str, Any]:
        """Return what row and alert share."""
        optional = {name: getattr(self.transaction, name) for name in ("currency", "customer_id", "terminal_id")}
        return {
            "transaction_id": self.transaction.transaction_id,
            "fraud_score": self.score,
            "amount": self.transaction.amount,
            "merchant": self.transaction.merchant,
            "timestamp": self.transaction.timestamp,
            "reasons": [{"reason": rule.reason, "weight": rule.weight} for rule in self.fired],
            **{name: value for name, value in optional.items() if value is not msgspec.UNSET},
        }

    @property
    def pending(self) -> frozenset[str]:
        """Return the members of the row's set of what is due for one that is reviewed."""
        return pending_members(self.transaction.timestamp, DUTIES)


def score(transaction: Transaction) -> FixedScore:
    """Return the transaction's score: every rule that fires adds its weight, up to 1."""
    fired = tuple(rule for rule in RULES if rule.condition(transaction))
    total = min(Decimal(1), sum((rule.weight for rule in fired), Decimal(0)))
    return FixedScore(transaction=transaction, score=total, fired=fired)
