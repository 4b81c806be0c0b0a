"""The campaign's own record: every request it sent, when, what it was answered, and what was done past Ingestion."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chaos.case import Fields

Outcome = Literal["accepted", "repeated", "refused", "unknown"]
"""Unknown is what was answered with an error of the server, or not at all: it may have been stored or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One request, on its way from `sent` to `answered` (seconds of one monotonic clock)."""

    fields: Fields
    outcome: Outcome
    status: int
    """0 where the connection broke."""
    sent: float
    answered: float
    timestamp: int | None = None
    """The time under which the answer said that the transaction stands."""

    @property
    def taken(self) -> bool:
        """Whether the client was promised that its transaction lasts."""
        return self.outcome in ("accepted", "repeated")

    @property
    def possible(self) -> bool:
        """Whether the request may have been stored."""
        return self.outcome != "refused"


class Ledger:
    """Attempts by transaction id, in the order of their answers; safe to write from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: dict[str, list[Attempt]] = {}
        self._kinds: dict[str, str] = {}
        self._added: dict[tuple[str, int], dict[str, Any]] = {}
        self.poison: dict[str, str] = {}
        """Kinds by the id of the records that were planted."""
        self.old: dict[str, str] = {}
        """Likewise of transactions that were planted as if they had come in long ago."""
        self.expired: set[str] = set()
        """The ids whose scores were deleted because of their age."""

    def note(self, kind: str, attempt: Attempt) -> None:
        """Add an attempt that the traffic of a kind made."""
        transaction_id = attempt.fields["transaction_id"]
        with self._lock:
            self._kinds[transaction_id] = kind
            self._attempts.setdefault(transaction_id, []).append(attempt)

    def note_added(self, transaction_id: str, timestamp: int, attributes: Mapping[str, Any]) -> None:
        """Add what somebody wrote into a row beside the transaction."""
        with self._lock:
            self._added.setdefault((transaction_id, timestamp), {}).update(attributes)

    def of_kind(self, kind: str) -> dict[str, list[Attempt]]:
        """Return the attempts that the traffic of a kind made."""
        with self._lock:
            return {each: list(attempts) for each, attempts in self._attempts.items() if self._kinds[each] == kind}

    def promised(self, transaction_id: str) -> set[int]:
        """Return the times under which an id was said to stand."""
        with self._lock:
            attempts = self._attempts.get(transaction_id, [])
            return {each.timestamp for each in attempts if each.taken and each.timestamp is not None}

    def added(self, transaction_id: str, timestamp: int) -> Mapping[str, Any]:
        """Return the attributes that a row must hold beside its transaction."""
        with self._lock:
            return dict(self._added.get((transaction_id, timestamp), {}))
