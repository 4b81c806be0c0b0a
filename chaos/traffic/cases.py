"""A traffic case: calls of the API that belong together, at once or one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chaos.label_book import LabelFields
from chaos.ledger import RequestFields, Route
from chaos.review_book import ActionFields


@dataclass(frozen=True, kw_only=True)
class Post:
    """One call of the API: a transaction by itself, or a batch of them, to be stored, or one to be decided."""

    requests: tuple[RequestFields, ...]
    route: Route = "transactions"


@dataclass(frozen=True, kw_only=True)
class LabelPost:
    """One call of the API with labels."""

    labels: tuple[LabelFields, ...]


@dataclass(frozen=True, kw_only=True)
class RowUpdate:
    """An update that adds attributes to these transactions' rows, past Ingestion."""

    transaction_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewAction:
    """One call of the API by a person, by number, about a review."""

    person: int
    fields: ActionFields


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """One call of the API that reads a transaction."""

    transaction_id: str


@dataclass(frozen=True, kw_only=True)
class ReviewsDue:
    """The end of the time of these transactions' reviews."""

    transaction_ids: tuple[str, ...]


ApiCall = Post | LabelPost | ReviewAction | ReadBack
CaseStep = tuple[ApiCall, ...] | RowUpdate | ReviewsDue
"""Calls that are sent at the same time, or a change of rows."""


@dataclass(frozen=True, kw_only=True)
class TrafficCase:
    """Steps, one after the other; `persistent` clients retry where the outcome is unknown."""

    steps: tuple[CaseStep, ...]
    persistent: bool = True
    transactions: int = 1

    @property
    def posts(self) -> Iterator[Post]:
        """Yield the calls with transactions."""
        for step in self.steps:
            if isinstance(step, tuple):
                yield from (call for call in step if isinstance(call, Post))


Traffic = Callable[[str, int, int], Iterator[TrafficCase]]
"""Make cases of so many transactions for a label and a seed; the same for the same arguments."""


def single_post(fields: RequestFields, route: Route = "transactions") -> Post:
    """Return the call that posts a transaction by itself."""
    return Post(requests=(fields,), route=route)
