"""The knowledge of entities, by the items that were read of the profiles table."""

from collections.abc import Mapping

from handlers.aws.attributes import from_attributes
from handlers.aws.profile_store import StoredItem
from handlers.decision.entity.entities import PROFILE
from handlers.decision.profile.known_entities import KnownEntities


def known_by(stored: Mapping[str, StoredItem]) -> KnownEntities:
    """Return what the items of profiles and facts, by key, say of their entities."""
    profiles = {key: written(item) for key, item in stored.items() if key.startswith(PROFILE)}
    facts = {key: from_attributes(item.attributes) for key, item in stored.items() if key not in profiles}
    return KnownEntities(profiles, facts)


def written(item: StoredItem) -> bytes:
    """Return the profile as it was written; nothing, which is no profile, where somebody else wrote the item."""
    return item.profile or b""
