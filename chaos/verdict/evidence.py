"""The evidence of one id: what its clients were told, and what tables, queues and subscriber hold of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from chaos.ledger import Attempt, Ledger, RequestFields
from chaos.told import Told, scored_by
from chaos.verdict.allowances import Allowances
from chaos.verdict.expected import same_transaction
from chaos.verdict.final_state import FinalState, FoundItem

STAMPS = frozenset({"created_at", "trace_id", "decision", "expiry"})
"""Attributes that Ingestion or Decision adds to a request."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that is known of one id at the end."""

    attempts: Sequence[Attempt]
    items: Sequence[FoundItem]
    queued: Sequence[FoundItem]
    """Requests that wait in Ingestion's queue."""
    score: FoundItem | None
    alerts: Sequence[FoundItem]
    row_attributes: Mapping[int, Mapping[str, Any]]
    """By the timestamp of the row, attributes that somebody else added to it."""
    expired: bool
    scored_anew: bool
    """True if its score expired and it was scored again, perhaps by another version than its first alert tells of."""
    allowances: Allowances
    decisions: Mapping[int, Told]
    """By the timestamp of the row, the decision in it."""
    queued_decisions: Sequence[Told]
    """Those in the messages that wait in Ingestion's queue."""
    claimed: bool
    """True if Decision has claimed the id."""
    overrides: Collection[str]
    """The answers that operators put in place of all outcomes, at some time."""
    outcomes_from_queue: Collection[str]
    """The outcomes that clients were told from the queue: each may be another than the one that is stored."""

    @classmethod
    def of(
        cls, transaction_id: str, attempts: Sequence[Attempt], ledger: Ledger, found: FinalState, allowances: Allowances
    ) -> "Evidence":
        """Collect what is known of an id."""
        items = found.stored.get(transaction_id, [])
        times = {*ledger.acknowledged_times(transaction_id), *(int(item["timestamp"]) for item in items)}
        return cls(
            attempts=attempts,
            items=items,
            queued=found.queued.get(transaction_id, []),
            score=found.scores.get(transaction_id),
            alerts=found.alerts.get(transaction_id, []),
            row_attributes={timestamp: ledger.row_attributes(transaction_id, timestamp) for timestamp in times},
            expired=transaction_id in ledger.expired_scores,
            scored_anew=transaction_id in ledger.scored_anew,
            allowances=allowances,
            decisions=(decisions := found.decisions.get(transaction_id, {})),
            queued_decisions=found.queued_decisions.get(transaction_id, ()),
            claimed=transaction_id in found.claims or (transaction_id in ledger.claims_gone and bool(decisions)),
            overrides=found.rollout.overrides,
            outcomes_from_queue=found.decision_log.outcomes.get(transaction_id, ()),
        )

    @property
    def acknowledged(self) -> list[Attempt]:
        """Return the attempts whose client was told that its transaction is stored."""
        return [attempt for attempt in self.attempts if attempt.acknowledged]

    @property
    def may_be_stored(self) -> list[Attempt]:
        """Return the attempts that may have been stored, the acknowledged ones first."""
        return [
            *self.acknowledged,
            *(attempt for attempt in self.attempts if attempt.may_be_stored and not attempt.acknowledged),
        ]

    def is_among(self, attempt: Attempt, items: Sequence[FoundItem]) -> bool:
        """Return whether one of the items is the attempt's request: every field that it had, and no other.

        A request for a decision that differs in its timestamp alone is a repeat.
        """
        return any(same_transaction(_content(attempt), self._request(item)) for item in items)

    def is_of(self, attempt: Attempt, item: FoundItem) -> bool:
        """Return whether the item is the attempt's request, its timestamp included."""
        return same_transaction(attempt.fields, self._request(item))

    def sources(self, item: FoundItem) -> list[Attempt]:
        """Return the attempts that may have written the item: no repeat, where there is another."""
        alike = [attempt for attempt in self.may_be_stored if self.is_of(attempt, item)]
        return [attempt for attempt in alike if attempt.outcome != "repeated"] or alike

    def decided(self, timestamp: int) -> Told | None:
        """Return the decision in a row, or what its score says of the version that made it; None without either."""
        if (decided := self.decisions.get(timestamp)) or self.score is None:
            return decided
        return scored_by(self.score) if self.score.get("timestamp") == timestamp else None

    def _request(self, item: FoundItem) -> RequestFields:
        beside = STAMPS | set(self.row_attributes.get(int(item.get("timestamp", -1)), ()))
        return {name: value for name, value in item.items() if name not in beside}


def contradict(one: Attempt, other: Attempt) -> bool:
    """Return whether the second, if it was stored, makes the first a conflict."""
    if one.route == "decisions":
        return not same_transaction(_content(one), other.fields)
    if not same_transaction(one.fields, other.fields):
        return True
    if sent_time(one) is None or sent_time(other) is not None:
        return False
    return other.timestamp != sent_time(one)  # the second left its time to the service


def _content(attempt: Attempt) -> RequestFields:
    """Return what has to be the same in a repeat of a request."""
    if attempt.route != "decisions":
        return attempt.fields
    return {name: value for name, value in attempt.fields.items() if name != "timestamp"}


def sent_time(attempt: Attempt) -> int | None:
    """Return the timestamp that the client sent, None where it left it to the service."""
    timestamp: int | None = attempt.fields.get("timestamp")
    return timestamp


def is_documented_race(evidence: Evidence) -> bool:
    """Return whether the documented exception holds: several items under one id, each two of them from a race.

    Requests that race with different timestamps, or without, may be stored as several items.
    """
    sources = [evidence.sources(item) for item in evidence.items]
    return len(sources) > 1 and all(
        _raced(one, other, evidence.allowances.late_effect) for one, other in combinations(sources, 2)
    )


def _raced(one: Sequence[Attempt], other: Sequence[Attempt], late_effect: float) -> bool:
    """Return whether two requests raced of which one at least asked for no decision: those claim their id."""
    return any(
        _overlap(a, b, late_effect) and _times_differ(a, b) and not a.route == b.route == "decisions"
        for a, b in product(one, other)
    )


def _overlap(one: Attempt, other: Attempt, late_effect: float) -> bool:
    """Return whether both were in progress at some time; a fault may let a request take effect after its answer."""
    return one.sent <= other.answered + late_effect and other.sent <= one.answered + late_effect


def _times_differ(one: Attempt, other: Attempt) -> bool:
    ours, theirs = one.fields.get("timestamp"), other.fields.get("timestamp")
    return ours is None or theirs is None or ours != theirs
