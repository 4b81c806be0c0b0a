"""Items of the profiles table by the marks of erasures, which are read together with them, or alone."""

from collections.abc import Mapping

from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.contract.errors import PartialBatchError
from handlers.decision.entity.entities import PROFILE
from handlers.decision.erasure import ERASURES, NO_ERASURES, Erasures, UnreadableErasures, begun_after, decode


def read_erasures(profiles: ProfileStore) -> Erasures:
    """Return the marks as last written.

    Raises:
        PartialBatchError: they could not be read; nothing is to be decided or written without them.
    """
    return erasures_in(profiles.read([ERASURES]))


def erasures_in(stored: Mapping[str, StoredItem]) -> Erasures:
    """Return the marks among items that were read, which must include theirs if there is one.

    Raises:
        PartialBatchError: they are damaged, or of a newer version.
    """
    if (item := stored.get(ERASURES)) is None:
        return NO_ERASURES
    try:
        return decode(item.attributes.get("marks", {}).get("B"))
    except UnreadableErasures as error:
        raise PartialBatchError([ERASURES], reason=str(error)) from None


def remembered(stored: Mapping[str, StoredItem], erasures: Erasures) -> dict[str, StoredItem]:
    """Return the items of entities that were read, without profiles from before the erasure of their entity."""
    return {
        key: item
        for key, item in stored.items()
        if key != ERASURES and not is_forgotten(key, item, erasures.moment_of(key))
    }


def is_forgotten(key: str, item: StoredItem, moment: int | None) -> bool:
    """Return whether an item is a profile that knows what was received before a moment."""
    return moment is not None and key.startswith(PROFILE) and begun_after(item.attributes) < moment
