"""The erasures in the ledger: whom an officer had erased, from which moment on, and when each step of it was done."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(kw_only=True)
class ErasedPerson:
    """A customer who was erased; times are in epoch milliseconds."""

    kind: str
    customer: str
    moment: int
    """The erasure's: all that was received before it is to be gone."""
    erased: float | None = None
    """The time at which the eraser said that it was."""
    finished: bool = False
    """True if it said so of the finish."""
    late: frozenset[str] = frozenset()
    """Ids of rows from before the moment that came late, past Ingestion."""


class ErasureBook:
    """Erased customers by name; for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._persons: dict[str, ErasedPerson] = {}
        self.interrupted = 0
        """Runs of the eraser that were ended, by somebody or by an error, and gone on with."""

    def add(self, person: ErasedPerson) -> None:
        """Add somebody whose erasure has begun."""
        with self._lock:
            self._persons[person.customer] = person

    def person(self, customer: object) -> ErasedPerson | None:
        """Return an erased customer; None of any other."""
        with self._lock:
            return self._persons.get(customer) if isinstance(customer, str) else None

    def persons_of(self, kind: str) -> Sequence[ErasedPerson]:
        """Return those of a kind's traffic."""
        return [each for each in self.persons.values() if each.kind == kind]

    @property
    def persons(self) -> Mapping[str, ErasedPerson]:
        """Return all of them, by name."""
        with self._lock:
            return dict(self._persons)
