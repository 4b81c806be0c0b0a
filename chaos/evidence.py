"""Everything that is known of one id in the end: what clients were told, and what stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chaos.case import Fields
from chaos.excuses import Excuses
from chaos.expectation import same_content
from chaos.findings import Findings, Item
from chaos.ledger import Attempt, Ledger

STAMPS = frozenset({"created_at", "trace_id"})
"""What Ingestion adds to a request."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One id; `added` has the attributes that somebody else wrote, by the timestamp of the row."""

    attempts: Sequence[Attempt]
    items: Sequence[Item]
    letters: Sequence[Item]
    """Requests that wait in Ingestion's queue."""
    score: Item | None
    alerts: Sequence[Item]
    added: Mapping[int, Mapping[str, Any]]
    expired: bool
    excuses: Excuses

    @classmethod
    def of(
        cls, transaction_id: str, attempts: Sequence[Attempt], ledger: Ledger, found: Findings, excuses: Excuses
    ) -> "Evidence":
        """Collect what is known of an id."""
        items = found.stored.get(transaction_id, [])
        times = {*ledger.promised(transaction_id), *(int(item["timestamp"]) for item in items)}
        return cls(
            attempts=attempts,
            items=items,
            letters=found.letters.get(transaction_id, []),
            score=found.scores.get(transaction_id),
            alerts=found.alerts.get(transaction_id, []),
            added={timestamp: ledger.added(transaction_id, timestamp) for timestamp in times},
            expired=transaction_id in ledger.expired,
            excuses=excuses,
        )

    @property
    def taken(self) -> list[Attempt]:
        """The attempts whose client was promised that its transaction lasts."""
        return [attempt for attempt in self.attempts if attempt.taken]

    @property
    def possible(self) -> list[Attempt]:
        """The attempts that may have been stored; those first that are known to have been."""
        return [*self.taken, *(attempt for attempt in self.attempts if attempt.possible and not attempt.taken)]

    def kept(self, attempt: Attempt, places: Sequence[Item]) -> bool:
        """Whether the request lies there with every field that it had, and none that nobody gave it."""
        return any(same_content(attempt.fields, self._said(place)) for place in places)

    def sources(self, item: Item) -> list[Attempt]:
        """Return the attempts that may have written the item: not the repeats, where there is another."""
        alike = [attempt for attempt in self.possible if self.kept(attempt, [item])]
        return [attempt for attempt in alike if attempt.outcome != "repeated"] or alike

    def _said(self, place: Item) -> Fields:
        beside = STAMPS | set(self.added.get(int(place.get("timestamp", -1)), ()))
        return {name: value for name, value in place.items() if name not in beside}


def contradict(one: Attempt, other: Attempt) -> bool:
    """Whether the second, if it was stored, makes the first a conflict."""
    if not same_content(one.fields, other.fields):
        return True
    if sent_time(one) is None or sent_time(other) is not None:
        return False
    return other.timestamp != sent_time(one)  # the second left its time to the service


def sent_time(attempt: Attempt) -> int | None:
    timestamp: int | None = attempt.fields.get("timestamp")
    return timestamp
