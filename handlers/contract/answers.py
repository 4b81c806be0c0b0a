"""The answers of the API to what is sent: stored, decided, labelled, refused. Numbers are exact.

The functions' answers are held to these types by tests, the OpenAPI document is derived from them, and the client reads
them. What an answer leaves out is None here.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from handlers.contract.query import Outcome
from handlers.contract.verdict import FinalOutcome, LabelName

EpochMilliseconds = Annotated[int, Meta(description="epoch milliseconds")]
IsoTime = Annotated[str, Meta(description="ISO 8601, UTC", extra_json_schema={"format": "date-time"})]

LastOutcome = Annotated[FinalOutcome, Meta(description="as a person decided, or as the time for that ended")]


ModelScore = Annotated[
    Decimal, Meta(description="of the strategy's model, 0 to 1, where it answers an imported detector")
]


class ErrorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Every answer but 200: the field and the rule that it breaks, or what happened."""

    error: str


class StoredAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A transaction that is durable, now or since an earlier request."""

    message: str
    transaction_id: str
    timestamp: EpochMilliseconds
    duplicate: bool = False


class BatchResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The result of one transaction of a batch; only `stored` and `duplicate` ones are durable."""

    status: Literal["stored", "duplicate", "refused", "conflict", "unavailable"]
    transaction_id: str | None = None
    timestamp: EpochMilliseconds | None = None
    error: str | None = None


class BatchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The results of a batch, in its order."""

    results: list[BatchResult]


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule that fired."""

    reason: Annotated[str, Meta(description="the rule's code")]
    weight: Decimal
    values: Annotated[dict[str, Any], Meta(description="what its condition read, by name")] | None = None
    message: Annotated[str, Meta(description="for the shop's customer")] | None = None


class StrategyUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The strategy that decided: its name, and the SHA-256 of its canonical form."""

    name: str
    digest: str


class DecisionAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A decision on a transaction, made now or before."""

    transaction_id: str
    timestamp: EpochMilliseconds
    outcome: Outcome
    score: Annotated[Decimal, Meta(description="0 to 1")]
    reasons: list[Reason]
    tags: list[str]
    strategy: StrategyUsed | None = None
    degraded: Annotated[list[str], Meta(description="what could not be read in time")] | None = None
    model_score: ModelScore | None = None
    duplicate: Annotated[bool, Meta(description="it was decided before, and this is that decision")] = False
    final_outcome: LastOutcome | None = None


class LabelResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The result of one label; only `stored` and `duplicate` ones are in force."""

    status: Literal["stored", "duplicate", "unknown", "refused", "unavailable"]
    transaction_id: str | None = None
    label: Annotated[LabelName, Meta(description="the label that counts now")] | None = None
    error: str | None = None


class LabelsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The results of labels, in their order."""

    results: list[LabelResult]
