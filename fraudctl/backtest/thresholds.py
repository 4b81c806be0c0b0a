"""The curve of thresholds: what a strategy would alert and catch by each review threshold, all else as it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from math import log1p

MOST_POINTS = 100
"""Points of the curve that are told; a strategy's weights may have more sums than anybody reads."""


@dataclass(frozen=True, kw_only=True)
class ThresholdPoint:
    """The alerts of a threshold: payments with a score above it, and those that a rule wants alerted at any score."""

    threshold: Decimal
    alerts: int
    caught: int
    """Frauds among them."""
    unknown: int
    """Alerts of which nobody knows what they would have been, which no precision holds."""
    recall: float | None
    alerts_by_currency: Counter[str]
    value_caught: dict[str, Decimal]
    """Amounts of frauds among them, by currency."""

    @property
    def precision(self) -> float | None:
        """Return the share of frauds among the alerts; None without any."""
        known = self.alerts - self.unknown
        return self.caught / known if known else None


@dataclass(slots=True)
class _Counted:
    alerts: int = 0
    caught: int = 0
    unknown: int = 0
    value: Decimal = Decimal(0)


@dataclass
class ThresholdCurve:
    """Payments counted by score and currency, so that memory does not grow with them."""

    _counted: dict[tuple[Decimal | None, str], _Counted] = field(default_factory=dict)
    """Without a score: those that are alerted whatever the threshold is."""

    def add(
        self, score: Decimal, *, currency: str, amount: Decimal, fraud: bool, unknown: bool, demanded: bool
    ) -> None:
        """Add a payment; `demanded` says that a rule wants it alerted, whatever its score is."""
        key = (None if demanded else score, currency)
        counted = self._counted.get(key)
        if counted is None:
            counted = self._counted[key] = _Counted()
        counted.alerts += 1
        counted.unknown += unknown
        if fraud:
            counted.caught += 1
            counted.value += amount

    def points(self, own: Decimal) -> list[ThresholdPoint]:
        """Return the points at 0, at each score and at the strategy's own threshold, from the highest on."""
        scores = {score for score, _ in self._counted if score is not None}
        frauds = sum(each.caught for each in self._counted.values())
        by_score: dict[Decimal | None, list[tuple[str, _Counted]]] = {}
        for (score, currency), counted in sorted(self._counted.items(), key=lambda each: each[0][1]):
            by_score.setdefault(score, []).append((currency, counted))
        total, alerts, value = _Counted(), Counter[str](), dict[str, Decimal]()
        found, last = list[ThresholdPoint](), None
        for threshold in sorted({*scores, Decimal(0), own}, reverse=True):
            for currency, counted in by_score.get(last, ()):
                total.alerts += counted.alerts
                total.caught += counted.caught
                total.unknown += counted.unknown
                alerts[currency] += counted.alerts
                value[currency] = value.get(currency, Decimal(0)) + counted.value
            last = threshold
            found.append(
                ThresholdPoint(
                    threshold=threshold,
                    alerts=total.alerts,
                    caught=total.caught,
                    unknown=total.unknown,
                    recall=total.caught / frauds if frauds else None,
                    alerts_by_currency=alerts.copy(),
                    value_caught={each: amount for each, amount in value.items() if amount},
                )
            )
        return found


def thinned(points: Sequence[ThresholdPoint], own: Decimal, most: int = MOST_POINTS) -> list[ThresholdPoint]:
    """Return at most so many of the points, with the first, the last and the strategy's own among them.

    They are as far from each other on the curve as can be, a way being as long as recall rises and as alerts multiply.
    """
    if len(points) <= most:
        return list(points)
    ways = list(_ways(points))
    kept = {0, len(points) - 1, next(place for place, each in enumerate(points) if each.threshold == own)}
    room = most - len(kept)
    step = ways[-1] / (room + 1)
    place = 0
    for number in range(1, room + 1):
        while ways[place] < number * step:
            place += 1
        kept.add(place)
    return [points[place] for place in sorted(kept)]


def _ways(points: Sequence[ThresholdPoint]) -> Iterator[float]:
    """Yield how far each point is from the first, along the curve."""
    most, way = log1p(points[-1].alerts) or 1.0, 0.0
    yield way
    for one, other in pairwise(points):
        way += (other.recall or 0.0) - (one.recall or 0.0) + (log1p(other.alerts) - log1p(one.alerts)) / most
        yield way
