"""Attempts of a backtest: how often a decision would have been asked for of each entity, had every payment asked."""

from collections import Counter
from collections.abc import Mapping

from handlers.decision.attempts import NO_ATTEMPTS, bucket_of
from handlers.decision.entity.entities import EntityKey
from handlers.decision.payments import Payment


class AttemptCounts:
    """Attempts by entity in the last two buckets of event time; memory holds no more, however long the past is."""

    def __init__(self, kinds: frozenset[str]) -> None:
        """Count those of entities of these kinds."""
        self._kinds = kinds
        self._bucket = 0
        self._current = Counter[EntityKey]()
        self._previous = Counter[EntityKey]()

    def add(self, payment: Payment) -> Mapping[str, int]:
        """Return the attempts by kind with this one, whose payment must not be before the last one."""
        if self._kinds.isdisjoint(payment.kinds):
            return NO_ATTEMPTS
        if (bucket := bucket_of(payment.transaction.timestamp)) != self._bucket:
            self._previous = self._current if bucket == self._bucket + 1 else Counter()
            self._bucket, self._current = bucket, Counter()
        counted = [each for each in payment.entities if each.kind in self._kinds]
        self._current.update(counted)
        return {each.kind: self._current[each] + self._previous[each] for each in counted}
