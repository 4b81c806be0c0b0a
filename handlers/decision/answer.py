"""An answer of /decisions: what a client is told of a decision, made now or before. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import msgspec

from handlers.decision.alert import ASSUMED_OUTCOME
from handlers.decision.basis import Basis, basis_in
from handlers.decision.record import StrategyVersion
from handlers.decision.stored_decision import StoredDecision

UNDER_REVIEW = "review"
"""The outcome, the strategy's own or the answer, for which a review is opened."""

Result = Literal["decided", "duplicate", "queued"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as a client is told it."""

    transaction_id: str
    timestamp: int
    outcome: str
    score: Decimal
    reasons: Sequence[Mapping[str, Any]]
    tags: Sequence[str]
    strategy: StrategyVersion | None
    """None where it was made by a version that did not note it."""
    degraded: Sequence[str] = ()
    model_score: Decimal | None = None
    has_review: bool = False
    """True where a review was opened, in which a person may decide otherwise."""
    final_outcome: str | None = None
    """The outcome of the review, once somebody decided or its time was over."""
    result: Result = "decided"
    reason: str | None = None
    """The reason why it is in the queue, if it is."""

    @property
    def body(self) -> dict[str, Any]:
        """Return the fields of the response."""
        return {
            "transaction_id": self.transaction_id,
            "timestamp": self.timestamp,
            "outcome": self.outcome,
            "score": self.score,
            "reasons": self.reasons,
            "tags": self.tags,
            **({"strategy": self.strategy} if self.strategy else {}),
            **({"degraded": self.degraded} if self.degraded else {}),
            **({"model_score": self.model_score} if self.model_score is not None else {}),
            **({"final_outcome": self.final_outcome} if self.final_outcome else {}),
            **({"duplicate": True} if self.result == "duplicate" else {}),
        }


def answer_of(stored: StoredDecision, result: Result = "decided", reason: str | None = None) -> Answer:
    """Return the answer of a decision, made now or before."""
    return Answer(
        transaction_id=stored.transaction.transaction_id,
        timestamp=stored.transaction.timestamp,
        outcome=stored.told,
        score=stored.score,
        reasons=list(_told(stored)),
        tags=stored.tags,
        strategy=stored.strategy,
        degraded=stored.basis.degraded,
        model_score=stored.basis.model_score,
        has_review=UNDER_REVIEW in (stored.told, stored.outcome),
        result=result,
        reason=reason,
    )


def answer_in(row: Mapping[str, Any], timestamp: int) -> Answer:
    """Return the answer that a score's row holds, to a repeat of the transaction of this timestamp."""
    strategy = row.get("strategy")
    alerted = "alerted_at" in row or "pending" in row
    own = row.get("outcome", ASSUMED_OUTCOME if alerted else "approve")
    told = row.get("override") or own
    return Answer(
        transaction_id=row["transaction_id"],
        timestamp=timestamp,
        outcome=told,
        score=row["fraud_score"],
        reasons=row.get("reasons", []),
        tags=row.get("tags", []),
        strategy=StrategyVersion(strategy["name"], strategy["digest"]) if strategy else None,
        degraded=row.get("degraded", ()),
        model_score=basis.model_score if (basis := stored_basis(row)) else None,
        has_review=UNDER_REVIEW in (told, own),
        result="duplicate",
    )


def stored_basis(row: Mapping[str, Any]) -> Basis | None:
    """Return the basis of the decision that a score's row holds; None in one of a version that wrote none."""
    try:
        return basis_in(row.get("decision", ""))
    except (msgspec.MsgspecError, TypeError):
        return None


def _told(stored: StoredDecision) -> Iterator[Mapping[str, Any]]:
    for reason in stored.reasons:
        message = stored.messages.get(reason["reason"])
        yield {**reason, "message": message} if message else reason
