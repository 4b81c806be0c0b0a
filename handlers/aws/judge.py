"""Judging: payments are decided by what the profiles table knows of their entities, and remembered there.

A decision that came along with its transaction, as the client was told it, is taken as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from handlers.aws.erased_items import erasures_in, remembered
from handlers.aws.known_items import known_by, written
from handlers.aws.profile_folder import FoldResult, ProfileFolder
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.contract.errors import PartialBatchError, UnfitDecision
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.batch import BatchDecider
from handlers.decision.decide import Decision
from handlers.decision.erasure import ERASURES
from handlers.decision.payments import Payment
from handlers.decision.profile.known_entities import KnownEntities
from handlers.decision.shadow import ShadowDecision
from handlers.decision.stored_decision import StoredDecision, decode

Decided = Decision | StoredDecision
"""A decision that is made here, or that came along."""

Told = Mapping[tuple[str, int], StoredDecision]
"""Decisions that came along, by the key of their transaction."""


class Troubles(msgspec.Struct, kw_only=True):
    """Parts of a batch that could not be gone by, with the reason."""

    unreadable: dict[str, str] = msgspec.field(default_factory=dict)
    """Items of entities that hold no profile, or no facts, that this version reads."""
    given_up: dict[str, str] = msgspec.field(default_factory=dict)
    """Profiles that lack payments of the batch."""
    races: int = 0
    """Writes of profiles that were lost to others, each of which was tried again or given up."""
    unfit: dict[str, str] = msgspec.field(default_factory=dict)
    """Transactions whose decision came along and is not theirs, or none: they were decided anew."""

    def note(self, known: KnownEntities, folded: FoldResult | None = None) -> None:
        """Add those of a part of the batch."""
        self.unreadable |= known.unreadable
        if folded:
            self.given_up |= folded.given_up
            self.races += folded.races


class Judge:
    """Decides on payments from what is known of their entities."""

    def __init__(self, current: Callable[[], BatchDecider], profiles: ProfileStore, folder: ProfileFolder) -> None:
        """Ask `current` who decides at the moment: a batch may take so long that its strategies grow too old."""
        self._current = current
        self._profiles = profiles
        self._folder = folder

    def decide(self, transactions: Sequence[Transaction], now: datetime, troubles: Troubles) -> list[Decided]:
        """Return a decision on each, in their order, and remember none of them.

        Raises:
            PartialBatchError: the profiles table could not be read; nothing is decided without it.
        """
        decider, as_of = self._current(), milliseconds(now)
        payments = [decider.payment(each) for each in transactions]
        told = _told(payments, troubles)
        stored = self._read_items(decider.items(_untold(payments, told)))
        known = known_by(remembered(stored, erasures_in(stored)))
        decider = self._current()  # the same strategies, which may have grown too old while that was read
        decisions = [told.get(each.transaction.key) or decider.decide(each, known, as_of) for each in payments]
        troubles.note(known)
        return decisions

    def decide_and_fold(
        self, transactions: Sequence[Transaction], now: datetime, troubles: Troubles
    ) -> Iterator[list[Decided]]:
        """Yield the decisions in parts that are remembered; insert the scores of one before asking for the next.

        Raises:
            PartialBatchError: the profiles table could not be read or written, or a part holds what belongs to somebody
                who was erased meanwhile; the same again does no harm.
        """
        as_of = milliseconds(now)
        for part in self._current().parts(transactions):
            told = _told(part, troubles)
            stored, decisions = self._read(part, told), list[Decided]()
            erasures = erasures_in(stored)
            received = [each.transaction for each in part]
            if erased := [each.key for each in received if erasures.covers(each, each.received_by(as_of))]:
                raise PartialBatchError(erased, reason="erased meanwhile")
            known, decider = known_by(remembered(stored, erasures)), self._current()
            for payment in part:
                decision = told.get(payment.transaction.key) or decider.decide(payment, known, as_of)
                decider.fold(payment, decision, known, as_of)
                decisions.append(decision)
            troubles.note(known, self._folder.fold(known.events, stored, partial(_folded, known), now))
            yield decisions

    def shadow(self, decision: Decided) -> ShadowDecision | None:
        """Return the decision of the shadow on the features of one that counts, if it can make one."""
        return self._current().shadow(decision)

    def _read(self, part: Sequence[Payment], told: Told) -> dict[str, StoredItem]:
        """Return the items of a part: of what is decided already, those alone that it is folded into."""
        decider = self._current()
        if not told:
            return self._read_items(decider.items(part))
        return self._read_items([*decider.profiles(part), *decider.items(_untold(part, told))])

    def _read_items(self, keys: Sequence[str]) -> dict[str, StoredItem]:
        """Return items, the marks of erasures among them: who is erased meanwhile is not remembered."""
        return self._profiles.read([*keys, ERASURES]) if keys else {}


def _told(payments: Iterable[Payment], troubles: Troubles) -> Told:
    told = dict[tuple[str, int], StoredDecision]()
    for transaction, *_ in payments:
        if isinstance(transaction.decision, bytes):
            try:
                told[transaction.key] = decode(transaction.decision, transaction)
            except UnfitDecision as error:
                troubles.unfit[transaction.transaction_id] = str(error)
    return told


def _untold(payments: Iterable[Payment], told: Told) -> list[Payment]:
    return [each for each in payments if each.transaction.key not in told]


def _folded(known: KnownEntities, key: str, item: StoredItem | None) -> bytes | None:
    return known.folded(key, written(item) if item else None)
