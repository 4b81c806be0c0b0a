"""The answers of the API to what is asked: a transaction, lists of alerts and of reviews, an entity.

Numbers are exact, and what an answer leaves out is None here.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from handlers.contract.answers import EpochMilliseconds, IsoTime, LastOutcome, ModelScore, Reason, StrategyUsed
from handlers.contract.query import Outcome
from handlers.contract.verdict import LabelName, LabelSource

ReviewState = Literal["open", "claimed", "approved", "declined", "expired"]

Cursor = Annotated[str, Meta(description="the place of the next page; absent on the last one")]


class ReviewAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A review, as it is read and as it is after an action on it."""

    transaction_id: str
    timestamp: EpochMilliseconds
    state: ReviewState
    opened_at: IsoTime
    due: IsoTime
    outcome: Annotated[Outcome, Meta(description="as the client was told")]
    score: Decimal
    amount: Decimal
    merchant: str
    currency: str | None = None
    customer_id: str | None = None
    terminal_id: str | None = None
    claimed_by: str | None = None
    claimed_at: IsoTime | None = None
    final_outcome: LastOutcome | None = None
    decided_by: str | None = None
    decided_at: IsoTime | None = None
    note: str | None = None
    label: LabelName | None = None
    duplicate: Annotated[bool, Meta(description="the action changed nothing: it was done before")] = False


class ReviewsAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page of reviews, by the time when they are due."""

    reviews: list[ReviewAnswer]
    cursor: Cursor | None = None


class StoredTransaction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A transaction as it is stored: the fields of its request, and when it came."""

    transaction_id: str
    timestamp: EpochMilliseconds
    amount: Decimal
    merchant: str
    created_at: IsoTime | None = None
    currency: str | None = None
    customer_id: str | None = None
    terminal_id: str | None = None
    metadata: dict[str, Any] | None = None


class ArmUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The arm of a challenger's experiment by which it was decided; the experiment is the challenger's digest."""

    experiment: str
    name: Literal["challenger", "control"]


class DecisionMade(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A transaction's decision with what it was made of."""

    outcome: Annotated[Outcome, Meta(description="as it was answered")]
    score: Decimal
    reasons: list[Reason]
    tags: list[str]
    strategy: StrategyUsed | None = None
    degraded: Annotated[list[str], Meta(description="what could not be read in time")] | None = None
    model_score: ModelScore | None = None
    override: Literal["approve", "review"] | None = None
    own_outcome: Annotated[Outcome, Meta(description="the strategy's, where it was overridden")] | None = None
    decided_at: IsoTime | None = None
    arm: ArmUsed | None = None
    features: Annotated[dict[str, Any], Meta(description="by name; null where it was not known")] | None = None
    scored_at: IsoTime | None = None


class LabelSaid(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A label of a transaction; the one that counts stands last."""

    label: LabelName
    source: LabelSource
    at: IsoTime
    received: IsoTime
    note: str | None = None


class TransactionAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A transaction, and all that is known of it; without a decision while it is not scored."""

    transaction: StoredTransaction
    labels: list[LabelSaid]
    decision: DecisionMade | None = None
    expired: Annotated[bool, Meta(description="it had a decision, which is kept no longer")] = False
    final_outcome: LastOutcome | None = None
    review: ReviewAnswer | None = None
    raced: Annotated[list[int], Meta(description="other timestamps of the id, from requests that raced")] | None = None
    unreadable: Annotated[list[str], Meta(description="what is there and could not be understood")] | None = None


class AlertSaid(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An alert that was published."""

    transaction_id: str
    timestamp: EpochMilliseconds
    alerted_at: IsoTime
    outcome: Annotated[Outcome, Meta(description="as it was answered")]
    score: Decimal
    amount: Decimal
    merchant: str
    currency: str | None = None
    customer_id: str | None = None
    terminal_id: str | None = None
    tags: list[str] | None = None
    override: Literal["approve", "review"] | None = None
    own_outcome: Outcome | None = None
    strategy: StrategyUsed | None = None
    final_outcome: LastOutcome | None = None


class AlertsAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page of alerts, the newest first."""

    alerts: list[AlertSaid]
    cursor: Cursor | None = None
