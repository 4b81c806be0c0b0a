"""Words for what a decision could not read in time, and the floor under its outcome. Pure."""

from collections.abc import Collection

from msgspec import structs

from handlers.decision.decide import SEVERITY, Decision

STRATEGY, PROFILES, FACTS, ATTEMPTS = "strategy", "profiles", "facts", "attempts"
WORDS = (STRATEGY, PROFILES, FACTS, ATTEMPTS)
"""In the order in which an answer has them."""


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
