"""The parts of a profile that are kept up, beside its last payments and its hours."""

from collections.abc import Iterable
from typing import NamedTuple

from handlers.decision.entity.feature import DAY, Feature
from handlers.decision.profile.buckets import HIGH
from handlers.decision.profile.counterparts import MET
from handlers.decision.profile.formulas import COUNTED

OF_ROW = frozenset({"frauds_in_row", "seconds_since_row_began"})
"""Features that ask when an entity's last good payment was, which the days tell."""


class Kept(NamedTuple):
    """All parts, as in every profile that is stored: whoever reads it later may need any."""

    high: bool = True
    """The flags of payments that are high."""
    days: bool = True
    """Counts and sums by day."""
    squares: bool = True
    peaks: bool = True
    met: tuple[int, ...] = tuple(range(len(MET)))
    """Counterparts: the kinds, by their places among those that are MET."""


def kept_for(kind: str, features: Iterable[Feature]) -> Kept:
    """Return the parts that features of a kind of entity are made of, for a profile that nothing else is read of."""
    had = [each for each in features if each.had_by(kind) and "profile" in each.origins]
    names = {each.name for each in had}
    high = any(COUNTED.get(name) == HIGH for name in names)
    return Kept(
        high=high,
        days=high or not names.isdisjoint(OF_ROW) or any((each.window or 0) > DAY for each in had),
        squares="deviation_30d" in names,
        peaks="most_30d" in names,
        met=tuple(place for place, met in enumerate(MET) if any(each.counterpart == met for each in had)),
    )
