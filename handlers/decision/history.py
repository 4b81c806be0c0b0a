"""Past payments folded without a decision: those of a file in its order, or all of an entity from nothing. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET

from handlers.contract.fold_request import PastPayment, RebuiltPayment
from handlers.decision.batch import BatchDecider
from handlers.decision.entity.entities import PROFILE
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.codec import UnreadableProfile, decode, encode
from handlers.decision.profile.facts import Label, UnreadableFacts
from handlers.decision.profile.fold import Event, fold
from handlers.decision.profile.labels import fraud_label, with_label
from handlers.decision.profile.profile import LoadMark, Profile

LOAD, LINE = "load", "line"
"""The attributes of an item of facts that say how far a file is loaded into it."""


class PastPayments:
    """Payments of a file, to be folded into the profiles and the facts that there are.

    Each item notes the file and the last line that it has seen, and skips the lines up to it. So to load a part again
    does no harm, whatever was lost in between and however many payments came since.
    """

    def __init__(
        self, digest: bytes, entries: Iterable[PastPayment], decider: BatchDecider, *, now: int, again: bool = False
    ) -> None:
        """Prepare to fold them as of `now`, in epoch milliseconds; `again`, into nothing that holds another file."""
        self._digest, self._again = digest, again
        self._events: dict[str, list[tuple[int, Event]]] = {}
        self._labels: dict[str, list[tuple[int, Label]]] = {}
        self.without_entity = 0
        """Payments of nobody that the strategy names."""
        self.taken: dict[str, set[int]] = {}
        """Lines of the payments or labels that an item took, by its key, when it was folded last."""
        self.unreadable: dict[str, str] = {}
        """Items that could not be read, by key, with the reason."""
        self.of_other_files: set[str] = set()
        """Profiles that hold another file."""
        for entry in sorted(entries, key=lambda each: each.line):
            self._add(entry, decider, now)

    @property
    def keys(self) -> list[str]:
        """Return the keys of all items that are to be folded into."""
        return [*self._events, *self._labels]

    def folded(self, key: str, written: bytes | None) -> bytes | None:
        """Return the profile to write over the one that is there; None leaves it as it is."""
        self.taken[key] = set()
        try:
            before = profile = decode(written) if written is not None else None
        except UnreadableProfile as error:
            self.unreadable[key] = str(error)
            if error.newer_form is not None:
                return None
            before = profile = None
        if profile and profile.load and profile.load.digest != self._digest:
            self.of_other_files.add(key)
            if self._again:
                return None
        for line, event in self._events[key]:
            if profile and profile.load and profile.load.holds(self._digest, line):
                continue
            after = fold(profile, event)
            if after is not profile:
                self.taken[key].add(line)
            if after:  # what it does not take it must not take later either
                profile = msgspec.structs.replace(after, load=LoadMark(self._digest, line))
        return encode(profile) if profile and profile is not before else None

    def labelled(self, key: str, attributes: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """Return the attributes to write over those of the facts; None leaves these as they are."""
        self.taken[key] = set()
        stated = attributes or {}
        try:
            facts, mark = facts_of.decode(stated), _mark(stated)
        except UnreadableFacts as error:
            self.unreadable[key] = str(error)
            return None
        if mark and mark.digest != self._digest and self._again:
            return None
        waiting = [each for each in self._labels[key] if not (mark and mark.holds(self._digest, each[0]))]
        for _, label in waiting:
            facts = with_label(facts, label)
        if not waiting:
            return None
        self.taken[key] = {line for line, _ in waiting}
        return {"labels": facts_of.encode(facts)["labels"], LOAD: self._digest, LINE: waiting[-1][0]}

    def _add(self, entry: PastPayment, decider: BatchDecider, now: int) -> None:
        transaction = entry.transaction
        event = decider.event(transaction, received=min(transaction.timestamp, now), declined=entry.declined)
        entities = decider.payment(transaction).entities
        self.without_entity += not entities
        for each in entities:
            if decider.is_profiled(each.kind):
                self._events.setdefault(each.profile, []).append((entry.line, event.of(each.kind)))
            if entry.label is not UNSET:
                self._labels.setdefault(each.facts, []).append((entry.line, _label(entry, event)))


def is_profile(key: str) -> bool:
    """Return whether an item's key is that of a profile, and not of facts."""
    return key.startswith(PROFILE)


def rebuilt(kind: str, entries: Iterable[RebuiltPayment], decider: BatchDecider, *, now: int) -> Profile | None:
    """Return the profile that payments make in the order in which they were received; None if they make none.

    None was received after `now`, in epoch milliseconds, whatever its row says.
    """
    profile: Profile | None = None
    received = [(min(_received(each), now), each.transaction.transaction_id, each) for each in entries]
    for at, _, each in sorted(received, key=lambda one: one[:2]):
        profile = fold(profile, decider.event(each.transaction, received=at, declined=each.declined).of(kind))
    return profile


def _received(entry: RebuiltPayment) -> int:
    received = entry.transaction.received
    return received if isinstance(received, int) else entry.transaction.timestamp


def _label(entry: PastPayment, event: Event) -> Label:
    return fraud_label(event, received=entry.label_received if isinstance(entry.label_received, int) else event.time)


def _mark(stated: Mapping[str, Any]) -> LoadMark | None:
    digest, line = stated.get(LOAD), stated.get(LINE)
    return LoadMark(digest, int(line)) if isinstance(digest, bytes) and isinstance(line, int | Decimal) else None
