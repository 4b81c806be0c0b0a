"""Judging: payments are decided by what the profiles table knows of their entities, and remembered there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import msgspec

from handlers.aws.known_items import known_by, written
from handlers.aws.profile_folder import FoldResult, ProfileFolder
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.contract.transaction import Transaction, milliseconds
from handlers.decision.batch import BatchDecider, Payment
from handlers.decision.decide import Decision
from handlers.decision.profile.known_entities import KnownEntities


class ProfileTroubles(msgspec.Struct, kw_only=True):
    """Entities of a batch whose past is not known in full, with the reason."""

    unreadable: dict[str, str] = msgspec.field(default_factory=dict)
    """Their item holds no profile, or no facts, that this version reads."""
    given_up: dict[str, str] = msgspec.field(default_factory=dict)
    """Their profile lacks payments of the batch."""
    races: int = 0
    """Writes of profiles that were lost to others, each of which was tried again or given up."""

    def note(self, known: KnownEntities, folded: FoldResult | None = None) -> None:
        """Add those of a part of the batch."""
        self.unreadable |= known.unreadable
        if folded:
            self.given_up |= folded.given_up
            self.races += folded.races


class Judge:
    """Decides on payments by one strategy, from what is known of their entities."""

    def __init__(self, decider: BatchDecider, profiles: ProfileStore, folder: ProfileFolder) -> None:
        self._decider = decider
        self._profiles = profiles
        self._folder = folder

    def decide(self, transactions: Sequence[Transaction], now: datetime, troubles: ProfileTroubles) -> list[Decision]:
        """Return a decision on each, in their order, and remember none of them.

        Raises:
            PartialBatchError: the profiles table could not be read; nothing is decided without it.
        """
        payments, as_of = [self._decider.payment(each) for each in transactions], milliseconds(now)
        known = known_by(self._read(payments))
        decisions = [self._decider.decide(each, known, as_of) for each in payments]
        troubles.note(known)
        return decisions

    def decide_and_fold(
        self, transactions: Sequence[Transaction], now: datetime, troubles: ProfileTroubles
    ) -> Iterator[list[Decision]]:
        """Yield the decisions in parts that are remembered; insert the scores of one before asking for the next.

        Raises:
            PartialBatchError: the profiles table could not be read or written; the same again does no harm.
        """
        as_of = milliseconds(now)
        for part in self._decider.parts(transactions):
            stored, decisions = self._read(part), list[Decision]()
            known = known_by(stored)
            for payment in part:
                decision = self._decider.decide(payment, known, as_of)
                self._decider.fold(payment, decision, known, as_of)
                decisions.append(decision)
            troubles.note(known, self._folder.fold(known.events, stored, partial(_folded, known), now))
            yield decisions

    def _read(self, payments: Sequence[Payment]) -> dict[str, StoredItem]:
        return self._profiles.read(self._decider.items(payments))


def _folded(known: KnownEntities, key: str, item: StoredItem | None) -> bytes | None:
    return known.folded(key, written(item) if item else None)
