"""Words for what a decision could not read in time, and the floor under its outcome. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import structs

from handlers.decision.decide import SEVERITY, Decision
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import Origin
from handlers.decision.sources import Sources

STRATEGY, PROFILES, FACTS, ATTEMPTS = "strategy", "profiles", "facts", "attempts"
WORDS = (STRATEGY, PROFILES, FACTS, ATTEMPTS)
"""In the order in which an answer has them."""

REVIEW = "review"
"""The word for a repeat's review that could not be read: it ends that one answer's words, and is never stored."""

SAID: Mapping[Origin, str] = {"profile": PROFILES, "facts": FACTS, "attempts": ATTEMPTS}
"""The word for each source of features."""


class Unread(NamedTuple):
    """The parts of what a payment's decision is made of that could not be read in time."""

    items: Collection[str] = ()
    """Keys of profiles and facts."""
    attempts: Collection[str] = ()
    """Kinds of entity whose attempts are not all known."""
    profiles_lag: bool = False
    """The profiles may be over a minute old."""

    def of(self, entities: Iterable[EntityKey]) -> Iterator[tuple[str, Origin]]:
        """Yield the sources of these entities that were not read in time, by kind."""
        for each in entities:
            if self.profiles_lag or each.profile in self.items:
                yield each.kind, "profile"
            if each.facts in self.items:
                yield each.kind, "facts"
            if each.kind in self.attempts:
                yield each.kind, "attempts"


def words_for(unread: Unread, entities: Iterable[EntityKey], own: Sources) -> set[str]:
    """Return the words for what a strategy reads of a payment's entities and could not.

    What only the strategies beside it read is none of its affair.
    """
    return {SAID[origin] for kind, origin in unread.of(entities) if kind in own.of(origin)}


def without_unsaid(decision: Decision, unread: Unread, entities: Iterable[EntityKey], own: Sources) -> Decision:
    """Return a decision that says nothing of the features beside its strategy's own that could not be read.

    No word says that they were not: as absent ones, they would be what a shadow decides on.
    """
    unsaid = {(kind, origin) for kind, origin in unread.of(entities) if kind not in own.of(origin)}
    if not unsaid:
        return decision
    recorded = {
        kind: tuple([each for each in features if not any((kind, origin) in unsaid for origin in each.origins)])
        for kind, features in decision.recorded.items()
    }
    return structs.replace(decision, recorded=recorded)


def degraded(decision: Decision, words: Collection[str]) -> Decision:
    """Return a decision for which some could not be read: the strategy says what its outcome is at least.

    That the strategy itself may have been replaced meanwhile is a word and no floor: what it reads is all there.
    """
    if not words:
        return decision
    floor = decision.strategy.when_degraded
    outcome = decision.outcome if set(words) <= {STRATEGY} else max(decision.outcome, floor, key=SEVERITY.__getitem__)
    said = tuple(each for each in WORDS if each in words or each in decision.degraded)
    return structs.replace(decision, outcome=outcome, degraded=said)
