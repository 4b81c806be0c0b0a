"""A model as the functions score by it: calibrated trees over features that are known of a payment."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from handlers.decision.condition.tree import Read
from handlers.decision.model.forest import Node
from handlers.decision.model.probability import probability

MOST_PUSHES = 3
"""Features that a reason names: every row with one holds them."""

_LEAST, _MOST = float("-inf"), float("inf")
_DIGITS = 4


class Push(NamedTuple):
    """A feature and by how much it moved the log-odds of a payment, up if positive."""

    read: Read
    contribution: Decimal


class Model:
    """Trees, the features that they read, and how their sum becomes a probability."""

    def __init__(
        self, reads: Sequence[Read], roots: Sequence[Node], *, base: float, slope: float, intercept: float
    ) -> None:
        self.reads = tuple(reads)
        """The features, by their places in the trees."""
        self._slots = [read.slot for read in reads]
        self._roots = roots
        self._base, self._slope, self._intercept = base, slope, intercept

    @property
    def trees(self) -> int:
        """Return how many trees it has."""
        return len(self._roots)

    def score(self, known: Mapping[str, Any]) -> Decimal:
        """Return the probability of fraud by what is known of a payment, of nine decimals."""
        return probability(self._slope * self.margin(known) + self._intercept)

    def margin(self, known: Mapping[str, Any]) -> float:
        """Return the log-odds before calibration."""
        values, total = self._values(known), self._base
        for slot, number, less, other, _ in self._roots:
            while slot >= 0:
                slot, number, less, other, _ = less if values[slot] < number else other  # noqa: PLW2901 -- the walk
            total += number
        return total

    def pushes(self, known: Mapping[str, Any]) -> list[Push]:
        """Return the features that moved the log-odds most, the most first.

        At each comparison on a payment's path through a tree, the mean of what lies below changes; the feature compared
        is credited with the change (Saabas, "Interpreting random forests", 2014). These are no Shapley values: features
        high in a tree are credited with less than those below.
        """
        moved = [0.0] * len(self._slots)
        for slot, change in self._changes(self._values(known)):
            moved[slot % len(moved)] += change
        most = sorted(range(len(moved)), key=lambda place: -abs(moved[place]))[:MOST_PUSHES]
        pushes = (Push(self.reads[place], Decimal(f"{moved[place]:.{_DIGITS}f}")) for place in most)
        return [each for each in pushes if each.contribution]

    def _changes(self, values: Sequence[float]) -> Iterator[tuple[int, float]]:
        """Yield the slot compared and the change of the mean, of each comparison on the paths through all trees."""
        for root in self._roots:
            node: Node = root
            while (slot := node[0]) >= 0:
                branch: Node = node[2] if values[slot] < node[1] else node[3]
                yield slot, branch[4] - node[4]
                node = branch

    def numbers(self, known: Mapping[str, Any]) -> list[Any]:
        """Return the number of each feature, None if it is absent."""
        return list(map(known.get, self._slots))

    def _values(self, known: Mapping[str, Any]) -> list[float]:
        """Return the values of all slots, of 32 bits as in the training; what is absent goes its own way."""
        found = self.numbers(known)
        if None not in found:
            return 2 * array("f", found).tolist()
        values: list[float] = 2 * array("f", [0.0 if each is None else each for each in found]).tolist()
        for place, each in enumerate(found):
            if each is None:
                values[place], values[place + len(found)] = _LEAST, _MOST
        return values
