"""Places of labels: where no line passes and no other label stands."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

LABEL = 14
"""Pixels of a label's height."""

ROOMY = 0.6
"""The share of a field beyond which there is more room on the left."""

Corner = tuple[float, float]
"""Pixels of a corner of a line, to the right and down."""


class Box(NamedTuple):
    """The rectangle that a label takes, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Return whether they have a part in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_crossed(self, corners: Sequence[Corner]) -> bool:
        """Return whether a line passes through it, whose corners go to the right."""
        return any(self._holds_part(start, end) for start, end in pairwise(corners))

    def _holds_part(self, start: Corner, end: Corner) -> bool:
        first, last = max(start[0], self.left), min(end[0], self.right)
        if first > last:
            return False
        width, rise = end[0] - start[0], end[1] - start[1]
        heights = [start[1] + rise * (x - start[0]) / width for x in (first, last)] if width else [start[1], end[1]]
        return min(heights) <= self.bottom and max(heights) >= self.top


def beside(x: float, width: float, field: Box) -> list[Box]:
    """Return the places that a label beside a vertical line may have, the best first: from the top down."""
    left, right = (x - 6 - width, x - 4), (x + 4, x + 6 + width)
    sides = [left, right] if x > field.left + ROOMY * (field.right - field.left) else [right, left]
    within = [each for each in sides if each[0] >= field.left and each[1] <= field.right] or sides[:1]
    tops = range(int(field.top) + 1, int(field.bottom) - LABEL, LABEL // 2)
    return [Box(begin, top, end, top + LABEL) for begin, end in within for top in tops]


def free_place(places: Sequence[Box], lines: Iterable[Sequence[Corner]], taken: Sequence[Box]) -> Box:
    """Return the first of the places through which no line passes and where nothing stands; else the first of all."""
    every = list(lines)
    free = (
        each
        for each in places
        if not any(map(each.overlaps, taken)) and not any(each.is_crossed(corners) for corners in every)
    )
    return next(free, places[0])
