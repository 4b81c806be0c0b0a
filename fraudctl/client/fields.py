"""The fields of what is sent, for dicts whose types are checked, and what comes back of a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NotRequired, Required, TypedDict

from fraudctl.client.exceptions import ApiError
from handlers.contract.answers import DecisionAnswer
from handlers.contract.query import Outcome
from handlers.contract.verdict import FinalOutcome, LabelName, LabelSource


class TransactionFields(TypedDict, total=False):
    """A transaction; docs/api.md has the rule of each field."""

    transaction_id: Required[str]
    amount: Decimal | float
    merchant: str
    timestamp: int
    customer_id: str
    terminal_id: str
    currency: str
    metadata: Mapping[str, str | Decimal | float | bool | None]


class LabelFields(TypedDict):
    """A label; `at` is since when it is known, epoch milliseconds."""

    transaction_id: str
    label: LabelName
    source: LabelSource
    at: int
    note: NotRequired[str]


class ReviewFields(TypedDict):
    """An action on a review; `by` only where requests are not signed."""

    transaction_id: str
    action: Literal["claim", "release", "decide"]
    outcome: NotRequired[FinalOutcome]
    label: NotRequired[LabelName]
    note: NotRequired[str]
    by: NotRequired[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionResult:
    """A decision: the API's answer, or the default outcome and the reason why there was none."""

    outcome: Outcome
    answer: DecisionAnswer | None = None
    error: ApiError | None = None
    """The reason for which the default outcome stands; the same transaction is to be sent again later."""
