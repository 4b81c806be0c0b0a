"""The verdict on a transaction: its score, and what made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from handlers.contract.transaction import Transaction
from handlers.decision.rules import Rule

CERTAIN = Decimal(1)
OPTIONAL = ("currency", "customer_id", "terminal_id")
"""What a score and its alert tell of a transaction where it is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """A score from 0 to 1, exact, and the rules that fired."""

    transaction: Transaction
    score: Decimal
    fired: tuple[Rule, ...]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """What fired, each with its weight."""
        return [{"reason": rule.reason, "weight": rule.weight} for rule in self.fired]

    @property
    def content(self) -> dict[str, Any]:
        """What the verdict says, in the score's row and in the alert."""
        optional = {name: getattr(self.transaction, name) for name in OPTIONAL}
        return {
            "transaction_id": self.transaction.transaction_id,
            "fraud_score": self.score,
            "amount": self.transaction.amount,
            "merchant": self.transaction.merchant,
            "timestamp": self.transaction.timestamp,
            "reasons": self.reasons,
            **{name: value for name, value in optional.items() if value is not UNSET},
        }


def assess(transaction: Transaction, rules: Sequence[Rule]) -> Verdict:
    """Every rule that fires adds its weight, to 1 at most; the verdict names those that did."""
    fired = tuple(rule for rule in rules if rule.condition(transaction))
    score = min(CERTAIN, sum((rule.weight for rule in fired), Decimal(0)))
    return Verdict(transaction=transaction, score=score, fired=fired)


_encode = msgspec.json.Encoder(decimal_format="number").encode


def alert(verdict: Verdict) -> str:
    """The alert's JSON body, numbers exact."""
    return _encode(verdict.content).decode()


def summary(verdict: Verdict) -> dict[str, Any]:
    """What the log says of a verdict; the trace id joins it to the lines that Ingestion wrote."""
    transaction = verdict.transaction
    return {"id": transaction.transaction_id, "score": float(verdict.score), "trace": transaction.trace_id or None}
