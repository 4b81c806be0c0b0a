"""The operators in the ledger: each change of strategies and lists that one made, and what the command told."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

ChangeResult = Literal["done", "refused", "unknown"]
"""Refused: somebody was faster, or there was nothing to do; the command may be wrong after an answer that was lost."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PointerChange:
    """A change of a pointer, on its way from `sent` to `answered` (epoch milliseconds)."""

    note: str
    """The note that no other change has, by which its row is found; empty for one that was made by hand, without."""
    result: ChangeResult
    sent: float
    answered: float
    made: tuple[str, int, str] | None = None
    """By hand: the pointer, the version that it got, and the digest that it was pointed at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListChange:
    """An entry of a customer that was put on a list or taken off, in the same times."""

    customer: str
    list_name: str
    on_it: bool
    result: ChangeResult
    sent: float
    answered: float
    until: int | None = None


class RolloutBook:
    """Changes in the order of their answers; many threads may write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._pointers: list[PointerChange] = []
        self._lists: list[ListChange] = []

    def next_number(self) -> int:
        """Return a number that no other version or note has."""
        with self._lock:
            return next(self._numbers)

    def add(self, change: PointerChange | ListChange) -> None:
        """Add a change."""
        with self._lock:
            if isinstance(change, PointerChange):
                self._pointers.append(change)
            else:
                self._lists.append(change)

    @property
    def done(self) -> int:
        """Count the changes that were told done."""
        with self._lock:
            results = [*(each.result for each in self._pointers), *(each.result for each in self._lists)]
        return results.count("done")

    @property
    def lists(self) -> Sequence[ListChange]:
        """Return the changes of lists."""
        with self._lock:
            return list(self._lists)

    @property
    def pointers(self) -> Sequence[PointerChange]:
        """Return the changes of pointers."""
        with self._lock:
            return list(self._pointers)

    def lists_of(self, customer: str) -> Sequence[ListChange]:
        """Return the changes of a customer's entries."""
        with self._lock:
            return [each for each in self._lists if each.customer == customer]
