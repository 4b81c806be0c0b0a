"""A case: a payment that was alerted or waits for a person, with all that the console knows of it without asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from handlers.contract.answers import Reason
from handlers.contract.read_answers import AlertSaid, ReviewAnswer, TransactionAnswer


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """Details that only the transaction itself tells: why, what was sent along, and what people said of it."""

    reasons: tuple[Reason, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Texts and numbers, as text: among them are the ids of cards, devices and what else a strategy names."""
    label: str | None = None
    final_outcome: str | None = None

    @classmethod
    def of(cls, answer: TransactionAnswer) -> "Detail":
        """Return the details in an answer of the API."""
        sent = (answer.transaction.metadata or {}).items()
        return cls(
            reasons=tuple(answer.decision.reasons) if answer.decision else (),
            metadata={key: str(each) for key, each in sent if each is not None and not isinstance(each, bool)},
            label=answer.labels[-1].label if answer.labels else None,
            final_outcome=answer.final_outcome,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A payment in the queue."""

    transaction_id: str
    at: datetime
    """The time when it was alerted, or its review opened."""
    timestamp: int
    outcome: str
    score: Decimal
    amount: Decimal
    merchant: str
    currency: str | None = None
    customer_id: str | None = None
    terminal_id: str | None = None
    tags: tuple[str, ...] = ()
    final_outcome: str | None = None
    review: ReviewAnswer | None = None
    """While it waits for a person."""
    detail: Detail | None = None
    """None while it was not read."""
    alerted: bool = True
    text: str = field(default="", compare=False)
    """All of it that a person may search for, without regard to case."""

    @property
    def due(self) -> datetime | None:
        """Return until when a person may decide."""
        return time_in(self.review.due) if self.review else None

    @property
    def label(self) -> str | None:
        """Return the label that counts, as far as it is known."""
        return self.detail.label if self.detail else None

    @property
    def final(self) -> str | None:
        """Return as a person decided, or the time for that."""
        return (self.detail.final_outcome if self.detail else None) or self.final_outcome


def case_of(alert: AlertSaid | None, review: ReviewAnswer | None, detail: Detail | None) -> Case:
    """Return the case of an alert, of a review, or of both."""
    said = alert or review
    if said is None:
        raise ValueError("a case is of an alert or of a review")
    tags = tuple(alert.tags or ()) if alert else ()
    parts = (said.transaction_id, said.merchant, said.customer_id, said.terminal_id, said.currency, said.outcome, *tags)
    why = [each.reason for each in detail.reasons] if detail else []
    sent = detail.metadata.values() if detail else ()
    words = [*filter(None, parts), *why, *(each.replace("_", " ") for each in why), *sent]
    return Case(
        transaction_id=said.transaction_id,
        at=time_in(alert.alerted_at if alert else review.opened_at if review else ""),
        timestamp=said.timestamp,
        outcome=said.outcome,
        score=said.score,
        amount=said.amount,
        merchant=said.merchant,
        currency=said.currency,
        customer_id=said.customer_id,
        terminal_id=said.terminal_id,
        tags=tags,
        final_outcome=alert.final_outcome if alert else None,
        review=review,
        detail=detail,
        alerted=alert is not None,
        text="\n".join(words).casefold(),
    )


def time_in(written: str) -> datetime:
    """Return the time of an answer's text; the beginning of time where it is none."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
