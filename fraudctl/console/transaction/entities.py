"""The entities that a payment belongs to: what is known of each, and on which lists it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from fraudctl.client.exceptions import UnknownId
from fraudctl.console.context import Console
from fraudctl.console.transaction.part import Part, read_part
from fraudctl.profiles.packaged import packaged_strategy
from handlers.contract.entity_answer import EntityAnswer, EntityList
from handlers.contract.read_answers import StoredTransaction
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.entities import EntityKey, is_id
from handlers.decision.entity.places import MERCHANT, IdPlace


@dataclass(frozen=True, kw_only=True)
class KnownPart:
    """An entity, and what the API tells of it; nothing where nothing is known."""

    key: EntityKey
    known: Part[EntityAnswer]

    @property
    def lists(self) -> Sequence[EntityList]:
        """Return the lists that it is on."""
        return self.known.content.facts.lists if self.known.content else ()


@cache
def packaged_places() -> Mapping[str, IdPlace]:
    """Return where the packaged strategy finds entities: for a payment whose own strategy cannot be read."""
    return packaged_strategy().entities


def entities_of(transaction: StoredTransaction, places: Mapping[str, IdPlace]) -> list[EntityKey]:
    """Return the entities of a payment, as profiles know them: the customer and the terminal first."""
    found = []
    for kind, place in places.items():
        if place.key is not None:
            written = (transaction.metadata or {}).get(place.key)
        else:
            written = getattr(transaction, place.field)
        if isinstance(written, bool) or not isinstance(written, str | int):
            continue
        identity = comparable(transaction.merchant) if place.field == MERCHANT else str(written)
        if is_id(identity):
            found.append(EntityKey(kind, identity))
    return found


def known_parts(console: Console, keys: Sequence[EntityKey]) -> list[KnownPart]:
    """Return what is known of entities, asked for side by side."""
    futures = console.together(*(partial(console.api.entity, key.kind, key.id) for key in keys))
    return [
        KnownPart(key=key, known=read_part(console, future.result, expected=(UnknownId,)))
        for key, future in zip(keys, futures, strict=True)
    ]
