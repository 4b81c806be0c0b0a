"""Words for what a decision could not read in time, and the floor under its outcome. Pure."""

from collections.abc import Collection

from msgspec import structs

from handlers.decision.decide import SEVERITY, Decision

PROFILES, FACTS, ATTEMPTS = "profiles", "facts", "attempts"
WORDS = (PROFILES, FACTS, ATTEMPTS)
"""In the order in which an answer has them."""


def degraded(decision: Decision, words: Collection[str]) -> Decision:
    """Return a decision for which some could not be read: the strategy says what its outcome is at least."""
    if not words:
        return decision
    floor = decision.strategy.when_degraded
    outcome = max(decision.outcome, floor, key=SEVERITY.__getitem__)
    return structs.replace(decision, outcome=outcome, degraded=tuple(each for each in WORDS if each in words))
