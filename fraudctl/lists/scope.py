"""The lists and entities that an entry may be of: those of the strategies that a stack has at work."""

from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import entity_at
from fraudctl.terminal.escaping import subject
from handlers.contract.identifier import identifier_hint
from handlers.decision.condition.texts import comparable
from handlers.decision.condition.vocabulary import METADATA
from handlers.decision.entity.entities import LONGEST_ID, EntityKey
from handlers.decision.entity.places import IdPlace
from handlers.decision.strategy.lists import lists_read
from handlers.decision.strategy.strategy import Strategy

LONGEST_LIST = 64
"""Characters of a list's name."""


class UnknownEntry(CommandError):
    """Raised for an entry of no list or entity of the strategies; names none of its values but kind and list."""


class ListScope(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The lists and the kinds of entity of some strategies, by the pointers that name these."""

    strategies: Mapping[str, Strategy]
    broken: Mapping[str, str] = {}
    """Pointers whose strategy cannot be read, with the reason."""

    @cached_property
    def places(self) -> Mapping[str, IdPlace]:
        """Return where each entity's id stands."""
        return {kind: place for each in self.strategies.values() for kind, place in each.entities.items()}

    @cached_property
    def readers(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return the pointers whose strategies read a list, by kind of entity and list."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for pointer, strategy in self.strategies.items():
            for each in sorted(lists_read(strategy)):
                found[each] = (*found.get(each, ()), pointer)
        return found

    def kind(self, written: str) -> str:
        """Return a kind of entity that a strategy has.

        Raises:
            UnknownEntry: there is none of this name.
        """
        if written not in self.places:
            raise UnknownEntry(
                f"{subject(written)} is no kind of entity of the strategies at work; they have {', '.join(self.places)}"
                + "".join(self._unread())
            )
        return written

    def entity(self, kind: str, written: str) -> EntityKey:
        """Return the entity that a person means, as profiles know it.

        Raises:
            UnknownEntry: no strategy has such a kind of entity, or it is no id.
        """
        place = self.places[self.kind(kind)]
        found = entity_at(place, kind, written)
        if not (0 < len(found.id) <= LONGEST_ID and found.id.isprintable()):
            raise UnknownEntry(f"the id of a {kind} is a text of 1 to {LONGEST_ID} printable characters")
        if place.field != METADATA and (hint := identifier_hint(found.id)):
            raise UnknownEntry(f"no payment can have this id of a {kind}: {hint}")
        return found

    def list_name(self, kind: str, written: str, *, force: bool = False) -> str:
        """Return the name of a list, as conditions compare texts; with `force` of one that no strategy reads, too.

        Raises:
            UnknownEntry: no strategy reads this list of such an entity, or it is no name.
        """
        name = comparable(written)
        if not (0 < len(name) <= LONGEST_LIST and name.isprintable()):
            raise UnknownEntry(f"the name of a list is a text of 1 to {LONGEST_LIST} printable characters")
        if not force and (kind, name) not in self.readers:
            known = [f"{each} of {its}" for its, each in self.readers]
            raise UnknownEntry(
                f"no strategy at work reads the list {subject(name)} of a {kind}: "
                f"they read {', '.join(known) or 'no list at all'}; --force changes it nevertheless"
                + "".join(self._unread())
            )
        return name

    def _unread(self) -> Iterator[str]:
        yield from (f" (the {pointer} one could not be read: {reason})" for pointer, reason in self.broken.items())
