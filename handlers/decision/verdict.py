"""The verdict on a transaction: its score, and the rules that fired."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from handlers.contract.transaction import Transaction
from handlers.decision.rules import Rule

HIGHEST_SCORE = Decimal(1)
OPTIONAL_FIELDS = ("currency", "customer_id", "terminal_id")
"""Fields of a transaction that its score and its alert contain if it has them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """A score from 0 to 1, exact, and the rules that fired."""

    transaction: Transaction
    score: Decimal
    fired: tuple[Rule, ...]

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Return the reasons of the rules that fired, each with its weight."""
        return [{"reason": rule.reason, "weight": rule.weight} for rule in self.fired]

    @property
    def content(self) -> dict[str, Any]:
        """Return the content that the score's row and the alert share."""
        optional = {name: getattr(self.transaction, name) for name in OPTIONAL_FIELDS}
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
    """Return the verdict: every rule that fires adds its weight to the score, up to 1."""
    fired = tuple(rule for rule in rules if rule.condition(transaction))
    score = min(HIGHEST_SCORE, sum((rule.weight for rule in fired), Decimal(0)))
    return Verdict(transaction=transaction, score=score, fired=fired)


_encode = msgspec.json.Encoder(decimal_format="number").encode


def alert_body(verdict: Verdict) -> str:
    """Return the alert's JSON body, with exact numbers."""
    return _encode(verdict.content).decode()


def log_fields(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict for the log; the trace id connects it to Ingestion's lines."""
    transaction = verdict.transaction
    return {"id": transaction.transaction_id, "score": float(verdict.score), "trace": transaction.trace_id or None}


class ScoreBands(NamedTuple):
    """Numbers of scores below half the alert threshold, from there up to it, and above it."""

    low: int
    medium: int
    high: int


def count_bands(scores: Iterable[Decimal], threshold: Decimal) -> ScoreBands:
    """Return how many scores are in each band; a transaction is alerted above `threshold`."""
    counted = list(scores)
    low, high = sum(score < threshold / 2 for score in counted), sum(score > threshold for score in counted)
    return ScoreBands(low=low, medium=len(counted) - low - high, high=high)
