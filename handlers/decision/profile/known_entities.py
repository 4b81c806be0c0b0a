"""The entities of a batch of payments: what was read of them, and what its payments add to that."""

from collections.abc import Mapping
from typing import Any

from handlers.decision.entity.entities import EntityKey
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.codec import UnreadableProfile, decode, encode
from handlers.decision.profile.facts import Facts, UnreadableFacts
from handlers.decision.profile.fold import Event, fold
from handlers.decision.profile.profile import Profile


class KnownEntities:
    """Profiles and facts by entity; each payment that is added is known to the next.

    A profile that cannot be read counts as none. One of a newer version is left as it is, for that version to read.
    """

    def __init__(self, profiles: Mapping[str, bytes], facts: Mapping[str, Mapping[str, Any]]) -> None:
        """Begin with what was read, by key: profiles as they were written, facts as the attributes of their items."""
        self._read = profiles
        self._stated = facts
        self._profiles: dict[str, Profile | None] = {}
        self._facts: dict[str, Facts | None] = {}
        self._changed: set[str] = set()
        self._newer: set[str] = set()
        self.events: dict[str, list[Event]] = {}
        """The payments added, by key of the profile."""
        self.unreadable: dict[str, str] = {}
        """Items that could not be read, by key, with the reason."""

    def profile(self, entity: EntityKey) -> Profile | None:
        """Return the entity's profile, with all payments that were added."""
        return self._profile(entity.profile)

    def facts(self, entity: EntityKey) -> Facts | None:
        """Return the facts that people stated of the entity."""
        key = entity.facts
        if key not in self._facts:
            self._facts[key] = self._decoded_facts(key)
        return self._facts[key]

    def add(self, entity: EntityKey, event: Event) -> None:
        """Fold a payment into the entity's profile."""
        key, seen = entity.profile, event.of(entity.kind)
        before = self._profile(key)
        if key in self._newer:
            return
        after = fold(before, seen)
        if after is not before:
            self._profiles[key] = after
            self._changed.add(key)
        self.events.setdefault(key, []).append(seen)

    def folded(self, key: str, written: bytes | None) -> bytes | None:
        """Return the profile to write over the one that is there, which may be another than the one that was read.

        None leaves it as it is: it holds all payments already, or is of a newer version.
        """
        if written == self._read.get(key):
            after, changed = self._profiles[key], key in self._changed
        else:
            before = after = self._decoded(key, written)
            for event in self.events[key]:
                after = fold(after, event)
            changed = after is not before and key not in self._newer
        return encode(after) if changed and after else None

    def _profile(self, key: str) -> Profile | None:
        if key not in self._profiles:
            self._profiles[key] = self._decoded(key, self._read.get(key))
        return self._profiles[key]

    def _decoded(self, key: str, written: bytes | None) -> Profile | None:
        if written is None:
            return None
        try:
            return decode(written)
        except UnreadableProfile as error:
            self.unreadable[key] = str(error)
            if error.newer_form is not None:
                self._newer.add(key)
            return None

    def _decoded_facts(self, key: str) -> Facts | None:
        if (stated := self._stated.get(key)) is None:
            return None
        try:
            return facts_of.decode(stated)
        except UnreadableFacts as error:
            self.unreadable[key] = str(error)
            return error.readable
