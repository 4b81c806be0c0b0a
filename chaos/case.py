"""A case: calls that belong together, at once or one after the other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Post:
    """One call of the API: a transaction by itself, or a batch of them."""

    requests: tuple[Fields, ...]
    batch: bool = False


@dataclass(frozen=True, kw_only=True)
class Update:
    """An update of the rows of these transactions, past Ingestion, that adds attributes to them."""

    transaction_ids: tuple[str, ...]


Step = tuple[Post, ...] | Update
"""Calls that go at once, or an update."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Steps, one after the other; `persistent` clients try again where the outcome is unknown."""

    steps: tuple[Step, ...]
    persistent: bool = True
    transactions: int = 1


Traffic = Callable[[str, int, int], Iterator[Case]]
"""Make cases of so many transactions for a label and a seed; the same for the same arguments."""


def single(fields: Fields) -> Post:
    """Return the call that posts a transaction by itself."""
    return Post(requests=(fields,))
