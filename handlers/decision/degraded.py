"""Words for what a decision could not read in time, and the floor under its outcome. Pure."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from msgspec import structs

from handlers.decision.decide import SEVERITY, Decision
from handlers.decision.entity.entities import EntityKey
from handlers.decision.sources import Sources

STRATEGY, PROFILES, FACTS, ATTEMPTS = "strategy", "profiles", "facts", "attempts"
WORDS = (STRATEGY, PROFILES, FACTS, ATTEMPTS)
"""In the order in which an answer has them."""


class Unread(NamedTuple):
    """The parts of what a payment's decision is made of that could not be read in time."""

    items: Collection[str] = ()
    """Keys of profiles and facts."""
    attempts: Collection[str] = ()
    """Kinds of entity whose attempts are not all known."""
    profiles_lag: bool = False
    """The profiles may be over a minute old."""


def words_for(unread: Unread, entities: Iterable[EntityKey], own: Sources) -> set[str]:
    """Return the words for what a strategy reads of a payment's entities and could not.

    What only the strategies beside it read is none of its affair.
    """
    words = set[str]()
    for each in entities:
        if each.kind in own.profiled and (unread.profiles_lag or each.profile in unread.items):
            words.add(PROFILES)
        if each.kind in own.stated and each.facts in unread.items:
            words.add(FACTS)
        if each.kind in own.attempted and each.kind in unread.attempts:
            words.add(ATTEMPTS)
    return words


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
