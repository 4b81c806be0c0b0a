"""Attempts: the decisions that are asked for of an entity, which count at once, before the stream brings the payments.

They are counted in buckets of the event time: those of a payment's bucket and of the one before, so over 5 minutes at
least and 10 at most.
"""

from collections.abc import Mapping
from decimal import Decimal

from handlers.decision.entity.feature import MINUTE, MOST_ATTEMPTS
from handlers.decision.strategy.needs import Needs

BUCKET = 5 * MINUTE
"""Milliseconds."""

NO_ATTEMPTS: Mapping[str, int] = {}
"""Those of a payment that nobody asked to decide on."""


def bucket_of(timestamp: int) -> int:
    """Return the number of the bucket that an event time, in epoch milliseconds, falls into."""
    return timestamp // BUCKET


class AttemptFeatures:
    """The features that rules read of attempts; made once for the strategies that read together."""

    def __init__(self, needs: Needs) -> None:
        self._names = {
            kind: names
            for kind, features in needs.features.items()
            if (names := [f"{kind}.{each.name}" for each in features if "attempts" in each.origins])
        }

    def of(self, attempts: Mapping[str, int]) -> dict[str, Decimal]:
        """Return the features by name, made of the attempts by kind; what is not there is absent."""
        return {
            name: Decimal(min(attempts[kind], MOST_ATTEMPTS))
            for kind, names in self._names.items()
            if kind in attempts
            for name in names
        }
