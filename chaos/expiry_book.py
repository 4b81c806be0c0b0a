"""The rows in the ledger that expired: what clients were told while each was there, and what it was when it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chaos.ledger import Attempt


@dataclass(frozen=True, kw_only=True)
class ExpiredLife:
    """An id from its first request until its row went."""

    kind: str
    transaction_id: str
    rows: Sequence[Mapping[str, Any]]
    """As they were before somebody moved their expiry into the past, in DynamoDB's types, the claim among them."""
    last: Sequence[Mapping[str, Any]]
    """As they were when they went."""
    score: Mapping[str, Any] | None
    claimed: bool
    """True if Decision had claimed the id before its time came: DynamoDB may come to the claim first."""
    attempts: "Sequence[Attempt]" = ()
    """Those until then."""
