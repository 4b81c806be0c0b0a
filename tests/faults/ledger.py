"""The campaign's own record: every request it sent, and what it was answered."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["accepted", "repeated", "refused", "unknown"]
"""Unknown is what was answered with an error of the server, or not at all: it may have been stored or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One request; `status` is 0 where the connection broke, `timestamp` what the answer said."""

    fields: Mapping[str, Any]
    outcome: Outcome
    status: int
    timestamp: int | None = None


class Ledger:
    """Attempts by transaction id, in the order of their answers; safe to write from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: dict[str, list[Attempt]] = {}
        self._kinds: dict[str, str] = {}
        self.poison: dict[str, str] = {}
        """Kinds by the id of the records that were planted."""

    def note(self, kind: str, attempt: Attempt) -> None:
        """Adds an attempt that the traffic of a kind made."""
        transaction_id = attempt.fields["transaction_id"]
        with self._lock:
            self._kinds[transaction_id] = kind
            self._attempts.setdefault(transaction_id, []).append(attempt)

    def of_kind(self, kind: str) -> dict[str, list[Attempt]]:
        """The attempts that the traffic of a kind made."""
        with self._lock:
            return {each: attempts for each, attempts in self._attempts.items() if self._kinds[each] == kind}
