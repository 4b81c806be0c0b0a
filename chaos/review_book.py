"""The reviews in the ledger: what people asked for and were answered, and what clients read back."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

ActionFields = Mapping[str, Any]
"""An action on a review as a person sends it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewAttempt:
    """An action of a person, on its way from `sent` to `answered` (epoch milliseconds)."""

    fields: ActionFields
    person: str
    """The ARN that signed it."""
    status: int
    """0 where the connection broke."""
    review: Mapping[str, Any]
    """The review as the answer shows it; empty without one."""
    sent: float
    answered: float
    """Infinity where it may take effect at any time."""
    ended: float
    """The time of its answer, in seconds of the monotonic clock, as the ledger has it of requests."""

    @property
    def decides(self) -> bool:
        """Return whether it is to decide."""
        return bool(self.fields["action"] == "decide")

    @property
    def done(self) -> bool:
        """Return whether the person was told that it is so."""
        return self.status == HTTPStatus.OK


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadAttempt:
    """A transaction read back, between `sent` and `answered` (epoch milliseconds)."""

    transaction_id: str
    status: int
    content: Mapping[str, Any]
    sent: float
    answered: float
    sent_monotonic: float
    """Seconds of the monotonic clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DamagedReview:
    """A row that was put into the table of reviews and holds none: it stays as it is."""

    kind: str
    row: Mapping[str, Any]


class ReviewBook:
    """Attempts by kind of traffic and transaction id, in the order of their answers; for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._actions: dict[str, dict[str, list[ReviewAttempt]]] = {}
        self._reads: dict[str, list[ReadAttempt]] = {}
        self.damaged: dict[str, DamagedReview] = {}
        """By transaction id; written before anybody works."""

    def add(self, kind: str, attempt: ReviewAttempt) -> None:
        """Add an action on a review of a kind's traffic."""
        with self._lock:
            of_kind = self._actions.setdefault(kind, {})
            of_kind.setdefault(attempt.fields["transaction_id"], []).append(attempt)

    def add_read(self, kind: str, attempt: ReadAttempt) -> None:
        """Add a reading of a kind's traffic."""
        with self._lock:
            self._reads.setdefault(kind, []).append(attempt)

    def retire(self, transaction_id: str, before: float) -> None:
        """Forget the actions and readings of an id that began before a time, in epoch milliseconds: its row is gone."""
        with self._lock:
            for ids in self._actions.values():
                if left := [each for each in ids.pop(transaction_id, ()) if each.sent >= before]:
                    ids[transaction_id] = left
            for reads in self._reads.values():
                reads[:] = [each for each in reads if each.transaction_id != transaction_id or each.sent >= before]

    def attempts_of(self, kind: str) -> Mapping[str, Sequence[ReviewAttempt]]:
        """Return the actions on a kind's reviews, by transaction id."""
        with self._lock:
            return {each: list(attempts) for each, attempts in self._actions.get(kind, {}).items()}

    def reads_of(self, kind: str) -> Sequence[ReadAttempt]:
        """Return a kind's readings."""
        with self._lock:
            return list(self._reads.get(kind, ()))
