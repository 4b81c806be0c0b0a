"""Drafts of decisions: a request as its row will hold it, and the decision on it by what came back in time."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import msgspec

from handlers.aws.attributes import to_attributes
from handlers.aws.first_round import Gathered
from handlers.aws.known_items import known_by
from handlers.contract.request import TransactionRequest
from handlers.contract.row_image import from_image
from handlers.contract.stored_item import RequestContext, to_item
from handlers.decision.batch import BatchDecider
from handlers.decision.degraded import Unread
from handlers.decision.payments import Payment
from handlers.decision.stored_decision import StoredDecision, encode_to_fit, stored_decision
from handlers.decision.stream_lag import StreamLag

OWN = ("decision", "created_at")
"""Attributes by which a try knows what an earlier one of the same request stored: no other has both."""


class DecisionTroubles(msgspec.Struct, kw_only=True):
    """The parts of what a request is decided by that are not all known; none of a decision that redrive brings back."""

    unreadable: dict[str, str] = msgspec.field(default_factory=dict)
    """Their item holds no profile, or no facts, that this version reads; with the reason."""
    full: int = 0
    """Entities whose attempts are not counted any further."""
    degraded: frozenset[str] = frozenset()
    """Words for what could not be read in time."""


class Draft(NamedTuple):
    """A row without its decision, in DynamoDB's types, the payment that it is of, and who decides on that."""

    item: Mapping[str, Any]
    payment: Payment
    decider: BatchDecider
    """One for all of a request: what is read meanwhile is for the next."""

    @property
    def timestamp(self) -> int:
        """Return the event time."""
        return self.payment.transaction.timestamp


class DecidedRow(NamedTuple):
    """A row with its decision, and the decision."""

    item: Mapping[str, Any]
    written: bytes
    stored: StoredDecision

    @classmethod
    def of(cls, draft: Draft, stored: StoredDecision, written: bytes) -> Self:
        """Return the row of a draft with a decision, which is written so."""
        return cls({**draft.item, "decision": {"B": written}}, written, stored)

    def is_in(self, row: Mapping[str, Any]) -> bool:
        """Return whether it is what a row holds, rather than what another request stored under the id."""
        return all(row.get(name) == self.item[name] for name in OWN)


class Drafts:
    """Makes drafts, and decides on them."""

    def __init__(self, lag: StreamLag, *, retention_days: int = 0) -> None:
        """Keep rows for so many days from their receipt; 0 are for ever."""
        self._lag = lag
        self._retention_days = retention_days

    def draft(
        self, decider: BatchDecider, request: TransactionRequest, context: RequestContext, timestamp: int
    ) -> Draft:
        """Return the row of a request under a timestamp; what is decided on is what Scoring will find there."""
        item = to_attributes(to_item(request, context, timestamp, self._retention_days))
        return Draft(item, decider.payment(from_image(item)), decider)

    def decide(self, draft: Draft, gathered: Gathered, now: int, troubles: DecisionTroubles) -> DecidedRow:
        """Return the decision by what came back in time, with words for what did not."""
        knowledge, decider = gathered.knowledge, draft.decider
        known = known_by(knowledge.items)
        decision = decider.decide(draft.payment, known, now, gathered.attempts, knowledge.unread)
        lag = knowledge.heartbeat is not None and self._lag.is_stale(knowledge.heartbeat, now)
        made = decider.degraded(decision, draft.payment, Unread(knowledge.unread, gathered.untold, profiles_lag=lag))
        troubles.unreadable |= known.unreadable
        troubles.full += gathered.full
        troubles.degraded |= {*made.degraded}
        return DecidedRow.of(draft, *encode_to_fit(stored_decision(made, now)))

    def stored(self, now: int) -> None:
        """Note that a decision was stored, whose payment the stream brings to the profiles."""
        self._lag.stored(now)
