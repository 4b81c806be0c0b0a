"""Folding into stored profiles: write on condition, and who loses reads and folds again.

A fold is idempotent, since a profile's ring holds the ids of the events that it took last. So nothing tells a lost race
from a lost answer here, and an invocation that dies anywhere is run again as it was.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from handlers.aws.batch_calls import pause_before
from handlers.aws.erased_items import erasures_in, is_forgotten
from handlers.aws.profile_statements import NO_VERSION, ItemWrite, ProfileWrite
from handlers.aws.profile_store import ProfileStore, StoredItem
from handlers.decision.erasure import BEGUN_AFTER, ERASURES, Erasures

MAX_TRIES = 5

FoldEntity = Callable[[str, StoredItem | None], bytes | Mapping[str, Mapping[str, Any]] | None]
"""Folds a batch's events of an entity into its item, and returns the profile to write, or the attributes of an item
that holds none; None leaves the item alone.

It is called again with what another wrote meanwhile.
"""


class FoldResult(msgspec.Struct, kw_only=True):
    """The entities of a batch, by the result of folding its events into them."""

    written: set[str] = msgspec.field(default_factory=set)
    """Their profile was written."""
    unchanged: set[str] = msgspec.field(default_factory=set)
    """Their profile holds the events already, or takes none."""
    given_up: dict[str, str] = msgspec.field(default_factory=dict)
    """Their profile lacks the events, for this reason."""
    races: int = 0
    """Writes that were lost to others, each of which was tried again or given up."""


class ProfileFolder:
    """Folds a batch's events into the profiles of the table, at most five times where others do the same."""

    def __init__(
        self, profiles: ProfileStore, *, retention: timedelta, pause: Callable[[float], None] = time.sleep
    ) -> None:
        """Keep every profile for `retention` after its last change."""
        self._profiles = profiles
        self._retention = retention
        self._pause = pause

    def fold(
        self, entities: Iterable[str], known: Mapping[str, StoredItem], fold: FoldEntity, now: datetime
    ) -> FoldResult:
        """Fold into each entity's profile, beginning with the items as they were read, the erasures among them.

        Who is erased meanwhile is not folded into again: the events are from before that.

        Raises:
            PartialBatchError: the table could not be read or written; folding the same again does no harm.
        """
        result, expiry = FoldResult(), int((now + self._retention).timestamp())
        waiting, former = list(dict.fromkeys(entities)), erasures_in(known)
        for try_ in range(MAX_TRIES):
            if try_:
                self._pause(pause_before(try_))
                known = self._profiles.read([*waiting, ERASURES])
            erasures = erasures_in(known)
            erased = {each for each in waiting if erasures.moment_of(each) != former.moment_of(each)}
            result.unchanged |= erased
            waiting = [each for each in waiting if each not in erased]
            writes = list(_writes(waiting, known, fold, expiry, erasures))
            lost, failed = self._profiles.write(writes)
            result.races += len(lost)
            result.given_up |= failed
            result.unchanged.update(set(waiting) - {each.entity for each in writes})
            result.written.update({each.entity for each in writes} - lost - failed.keys())
            waiting = [entity for entity in waiting if entity in lost]
            if not waiting:
                return result
        result.given_up |= dict.fromkeys(waiting, f"lost {MAX_TRIES} races")
        return result


def _writes(
    entities: Iterable[str], known: Mapping[str, StoredItem], fold: FoldEntity, expiry: int, erasures: Erasures
) -> Iterator[ProfileWrite | ItemWrite]:
    """Yield a write of each item that the fold changes; a profile from before an erasure is begun anew."""
    for entity in entities:
        there, moment = known.get(entity), erasures.moment_of(entity)
        stored = None if there and is_forgotten(entity, there, moment) else there
        folded, version = fold(entity, stored), there.version if there else NO_VERSION
        if isinstance(folded, Mapping):
            yield ItemWrite(entity, version, folded)
        elif folded is not None and (stored is None or folded != stored.profile):
            yield profile_write(entity, version, folded, expiry, moment)


def profile_write(
    entity: str, version: int, profile: bytes, expiry: int, moment: int | None
) -> ProfileWrite | ItemWrite:
    """Return the write of a profile; that of an entity which was erased says since which moment it knows."""
    if moment is None:
        return ProfileWrite(entity, version, profile, expiry)
    values: dict[str, dict[str, Any]] = {
        "profile": {"B": profile},
        "expiry": {"N": str(expiry)},
        BEGUN_AFTER: {"N": str(moment)},
    }
    return ItemWrite(entity, version, values)
