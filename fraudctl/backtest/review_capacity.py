"""Precision and recall by how many payments people can look at a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import heappush, heappushpop

from handlers.decision.entity.feature import DAY

CAPACITIES = (10, 25, 50, 100, 250, 500, 1000)
"""Payments a day that are looked at, at most."""

DEMANDED = Decimal(2)
"""The place of payments that a rule wants looked at, before all scores."""


@dataclass
class Reviewed:
    """Payments that are looked at, by a capacity, over all days."""

    capacity: int
    looked_at: int = 0
    caught: int = 0
    """Frauds among them."""
    unknown: int = 0
    """Those of which nobody knows what they would have been."""

    @property
    def precision(self) -> float | None:
        """Return the share of frauds among those looked at; None without any."""
        known = self.looked_at - self.unknown
        return self.caught / known if known else None


class ReviewCapacity:
    """Payments of each day of UTC in the order in which people would look at them.

    First come those that a rule wants looked at, then the highest scores, and of equal ones who paid first; never
    those on which nothing fired. Memory holds no more than the largest capacity.
    """

    def __init__(self, capacities: Sequence[int] = CAPACITIES) -> None:
        self._reviewed = [Reviewed(each) for each in sorted(capacities)]
        self._most = max(capacities)
        self._day = self._came = 0
        self._first: list[tuple[Decimal, int, bool, bool]] = []
        """The first of the day, the last of them on top."""

    def add(self, score: Decimal, timestamp: int, *, fraud: bool, unknown: bool, demanded: bool) -> None:
        """Add a payment, which must not be before the last one."""
        if not score and not demanded:
            return
        if (day := timestamp // DAY) != self._day:
            self._close()
            self._day = day
        self._came += 1
        entry = (DEMANDED if demanded else score, -self._came, fraud, unknown)
        if len(self._first) < self._most:
            heappush(self._first, entry)
        else:
            heappushpop(self._first, entry)

    def figures(self) -> list[Reviewed]:
        """Return what is looked at by each capacity, the smallest first."""
        self._close()
        return self._reviewed

    def _close(self) -> None:
        ordered = sorted(self._first, reverse=True)
        for each in self._reviewed:
            looked_at = ordered[: each.capacity]
            each.looked_at += len(looked_at)
            each.caught += sum(fraud for *_, fraud, _ in looked_at)
            each.unknown += sum(unknown for *_, unknown in looked_at)
        self._first.clear()
