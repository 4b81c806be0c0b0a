"""The ledger: every request, what its client was told and when, and every change of a row past Ingestion."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chaos.erasure_book import ErasureBook
from chaos.expiry_book import ExpiredLife
from chaos.export_book import ExportOfKind
from chaos.former_payments import FormerPayment
from chaos.label_book import LabelBook
from chaos.review_book import ReviewBook
from chaos.rollout_book import RolloutBook
from chaos.told import Told

RETENTION_DAYS = 30
"""For which the campaign's stack keeps transactions."""

RequestFields = Mapping[str, Any]
"""A transaction as a client sends it."""
AttemptOutcome = Literal["accepted", "repeated", "refused", "unknown"]
"""Unknown: answered with a server error or not at all, so that it may have been stored or not."""
Route = Literal["transactions", "batch", "decisions", "dry run"]
"""The way of a request: to be stored, alone or among others; to be decided; or to be decided without a trace."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One request, on its way from `sent` to `answered` (seconds of one monotonic clock)."""

    fields: RequestFields
    outcome: AttemptOutcome
    status: int
    """0 where the connection broke."""
    sent: float
    answered: float
    timestamp: int | None = None
    """The transaction's timestamp (epoch milliseconds) as the answer said it."""
    route: Route = "transactions"
    told: Told | None = None
    """The decision, where the client asked for one and was told it."""

    @property
    def acknowledged(self) -> bool:
        """Return whether the client was told that its transaction is stored."""
        return self.outcome in ("accepted", "repeated")

    @property
    def may_be_stored(self) -> bool:
        """Return whether the request may have been stored."""
        return self.outcome != "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlantedProfile:
    """A profile that somebody else put into the table; one of a newer form must stay as it is."""

    kind: str
    written: bytes
    newer: bool


class Ledger:
    """Attempts by transaction id, in the order of their answers; many threads may write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempts: dict[str, list[Attempt]] = {}
        self._kinds: dict[str, str] = {}
        self._added: dict[tuple[str, int], dict[str, Any]] = {}
        self._dry_runs: dict[str, list[Attempt]] = {}
        self.labels = LabelBook()
        self.reviews = ReviewBook()
        self.rollout = RolloutBook()
        self.erasures = ErasureBook()
        self.exports: list[ExportOfKind] = []
        self.expired: list[ExpiredLife] = []
        self.claims_gone: set[str] = set()
        """Ids whose rows stay, and whose claims' time is over."""
        self.retention_days = RETENTION_DAYS
        self.former: dict[str, dict[str, list[FormerPayment]]] = {}
        """By kind and id, payments whose rows are gone on purpose."""
        self.invalid_records: dict[str, str] = {}
        """Kinds by the ids of planted records that are no transactions."""
        self.old_transactions: dict[str, str] = {}
        """Kinds by the ids of planted transactions that came in long ago."""
        self.expired_scores: set[str] = set()
        """Ids whose scores were deleted because of their age."""
        self.scored_anew: set[str] = set()
        """Ids whose scores were deleted because of their age, and whose payloads came again."""
        self.loaded: dict[str, Sequence[RequestFields]] = {}
        """By kind, payments that an operator loaded into the profiles."""
        self.planted_profiles: dict[str, PlantedProfile] = {}
        """By key, items of profiles that no version of ours can have written."""

    def add_attempt(self, kind: str, attempt: Attempt) -> None:
        """Add an attempt of a kind's traffic."""
        transaction_id = attempt.fields["transaction_id"]
        with self._lock:
            self._kinds[transaction_id] = kind
            self._attempts.setdefault(transaction_id, []).append(attempt)

    def add_dry_run(self, kind: str, attempt: Attempt) -> None:
        """Add a dry run of a kind's traffic, which is no attempt: nothing may come of it."""
        with self._lock:
            self._dry_runs.setdefault(kind, []).append(attempt)

    def dry_runs_of(self, kind: str) -> Sequence[Attempt]:
        """Return the dry runs of a kind's traffic."""
        with self._lock:
            return list(self._dry_runs.get(kind, ()))

    def add_row_attributes(self, transaction_id: str, timestamp: int, attributes: Mapping[str, Any]) -> None:
        """Add attributes that somebody wrote into a row beside the transaction."""
        with self._lock:
            self._added.setdefault((transaction_id, timestamp), {}).update(attributes)

    def attempts_of(self, kind: str) -> dict[str, list[Attempt]]:
        """Return the attempts of a kind's traffic, by transaction id."""
        with self._lock:
            return {each: list(attempts) for each, attempts in self._attempts.items() if self._kinds[each] == kind}

    def retire(self, transaction_id: str, former: Sequence[Attempt], payments: Sequence[FormerPayment]) -> None:
        """Take attempts out of an id's, since what they stored is gone on purpose; what profiles may know stays."""
        with self._lock:
            kind, gone = self._kinds[transaction_id], set(map(id, former))
            left = [each for each in self._attempts.pop(transaction_id, ()) if id(each) not in gone]
            if left:
                self._attempts[transaction_id] = left
            self.former.setdefault(kind, {}).setdefault(transaction_id, []).extend(payments)

    def former_of(self, kind: str) -> Mapping[str, Sequence[FormerPayment]]:
        """Return the payments of a kind's traffic whose rows are gone on purpose, by id."""
        with self._lock:
            return {name: list(its) for name, its in self.former.get(kind, {}).items()}

    def customers_of_former(self) -> Mapping[str, str]:
        """Return the ids of payments of erased persons, each with its customer."""
        persons = self.erasures.persons
        late = {name: each.customer for each in persons.values() for name in each.late}
        former = {name: its for of_kind in self.former.values() for name, its in of_kind.items() if its and its[0].own}
        return {**late, **{name: str(its[0].fields["customer_id"]) for name, its in former.items()}}

    def acknowledged_times(self, transaction_id: str) -> set[int]:
        """Return the timestamps under which an id was said to be stored."""
        with self._lock:
            attempts = self._attempts.get(transaction_id, [])
            return {each.timestamp for each in attempts if each.acknowledged and each.timestamp is not None}

    def row_attributes(self, transaction_id: str, timestamp: int) -> Mapping[str, Any]:
        """Return the attributes that a row must hold beside its transaction."""
        with self._lock:
            return dict(self._added.get((transaction_id, timestamp), {}))
