"""An estimate of how many values there are, and how often each comes back, in memory that does not grow."""

from collections import Counter

from fraudctl.train.mixing import mixed

MOST = 4_096
"""Values that are counted, each exactly; of more, a sample by their hash: adaptive sampling of Wegman, as in Flajolet,
"On adaptive sampling" (1990)."""


class Distinct:
    """Values that are counted by a sample of them: either all of a value's occurrences count, or none."""

    def __init__(self) -> None:
        self._counts = Counter[int]()
        self._level = 0
        self.total = 0
        """Values that were added."""

    def add(self, value: str) -> None:
        """Add a value."""
        self.total += 1
        number = mixed(value)
        if number & ((1 << self._level) - 1):
            return
        self._counts[number] += 1
        while len(self._counts) > MOST:
            self._level += 1
            mask = (1 << self._level) - 1
            self._counts = Counter({each: count for each, count in self._counts.items() if not each & mask})

    @property
    def number(self) -> int:
        """Return about how many different values there are."""
        return len(self._counts) << self._level

    def share(self, least: int) -> float:
        """Return about which share of all occurrences is of values that come so often at least."""
        total = sum(self._counts.values())
        return sum(count for count in self._counts.values() if count >= least) / total if total else 0.0
