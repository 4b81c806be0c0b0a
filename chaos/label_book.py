"""The labels in the ledger: each that a client sent, and what it was told."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LabelFields = Mapping[str, Any]
"""A label as a client sends it."""
LabelKey = tuple[Any, ...]
"""All fields of a label, which its repeats share."""

IN_FORCE, FINAL = frozenset({"stored", "duplicate"}), frozenset({"stored", "duplicate", "refused"})


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelAttempt:
    """A label in one request, on its way from `sent` to `answered` (epoch milliseconds)."""

    fields: LabelFields
    status: str
    """As the answer says of this label; empty where there was no answer."""
    http_status: int
    """0 where the connection broke."""
    sent: float
    answered: float

    @property
    def key(self) -> LabelKey:
        """Return what this label has in common with its repeats."""
        return key_of(self.fields)

    @property
    def in_force(self) -> bool:
        """Return whether the client was told that the label is in force."""
        return self.status in IN_FORCE


def key_of(fields: LabelFields) -> LabelKey:
    """Return what makes a label the same as another."""
    return tuple(fields.get(name) for name in ("transaction_id", "label", "source", "at", "note"))


class LabelBook:
    """Attempts at labels by kind of traffic and transaction id, in the order of their answers; for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: dict[str, dict[str, list[LabelAttempt]]] = {}

    def add(self, kind: str, attempt: LabelAttempt) -> None:
        """Add an attempt of a kind's traffic."""
        with self._lock:
            of_kind = self._attempts.setdefault(kind, {})
            of_kind.setdefault(attempt.fields["transaction_id"], []).append(attempt)

    def attempts_of(self, kind: str) -> Mapping[str, list[LabelAttempt]]:
        """Return the attempts of a kind's traffic, by transaction id."""
        with self._lock:
            return {each: list(attempts) for each, attempts in self._attempts.get(kind, {}).items()}

    def retire(self, transaction_id: str, before: float) -> None:
        """Forget the labels of an id that were sent before a time, in epoch milliseconds: its row is gone."""
        with self._lock:
            for ids in self._attempts.values():
                if left := [each for each in ids.pop(transaction_id, ()) if each.sent >= before]:
                    ids[transaction_id] = left

    def unsettled(self) -> Iterator[tuple[str, LabelFields]]:
        """Yield kind and fields of each label of which no answer says that it is in force, or refused."""
        with self._lock:
            every = [
                (kind, attempt) for kind, ids in self._attempts.items() for each in ids.values() for attempt in each
            ]
        settled = {attempt.key for _, attempt in every if attempt.status in FINAL}
        yield from {
            attempt.key: (kind, attempt.fields) for kind, attempt in every if attempt.key not in settled
        }.values()
