"""Entities as Queries reads them: their items of the profiles table, by what the strategies in force name."""

from typing import Any

from handlers.aws.current_strategies import CurrentStrategies
from handlers.aws.known_items import known_by
from handlers.aws.profile_store import ProfileStore
from handlers.contract.errors import NotFound, Refused
from handlers.contract.query import EntityQuery
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.entities import EntityKey, is_id
from handlers.decision.entity.places import MERCHANT
from handlers.decision.entity_view import KnownEntity, entity_view


class EntityLookup:
    """Looks up entities."""

    def __init__(self, profiles: ProfileStore, strategies: CurrentStrategies) -> None:
        self._profiles = profiles
        self._strategies = strategies

    def view(self, query: EntityQuery, now: int) -> dict[str, Any]:
        """Return the answer for an entity, at a time in epoch milliseconds.

        Raises:
            Refused: a merchant's name comes to no id, as payments have it.
            NotFound: nothing is known of it.
            ClientError, BotoCoreError, PartialBatchError: the table did not answer.
        """
        key = EntityKey(query.kind, comparable(query.id) if query.kind == MERCHANT else query.id)
        if not is_id(key.id):
            raise Refused("id", f"is no {query.kind}'s: nothing of it is shown, or too much in its normal form")
        stored = self._profiles.read([key.profile, key.facts])
        self._strategies.refresh_if_old(now)
        needs = self._strategies.decider_or_packaged(now).panel.needs
        if not stored:
            raise NotFound("id", f"nothing is known of this entity; kinds of entity are {', '.join(needs.entities)}")
        known = known_by(stored)
        profile, facts = (known.profile(key) if key.profile in stored else None), known.facts(key)
        return entity_view(KnownEntity(key, profile, facts, known.unreadable), needs.rates, now)
