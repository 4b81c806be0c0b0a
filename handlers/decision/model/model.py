"""A model as the functions score by it: calibrated trees over features that are known of a payment."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from handlers.decision.condition.tree import Read
from handlers.decision.model.forest import Node
from handlers.decision.model.inputs import Input, Texts
from handlers.decision.model.probability import probability

MOST_PUSHES = 3
"""Features that a reason names: every row with one holds them."""

_LEAST, _MOST = float("-inf"), float("inf")
_DIGITS = 4


class Push(NamedTuple):
    """A feature, its value, and by how much it moved the log-odds of a payment, up if positive."""

    name: str
    value: Any
    """A text where the model has a number for each; None if it is absent."""
    contribution: Decimal


class Model:
    """Trees, the features that they read, and how their sum becomes a probability."""

    def __init__(
        self,
        inputs: Sequence[Input],
        roots: Sequence[Node],
        *,
        base: float,
        slope: float,
        intercept: float,
        texts: Mapping[str, Texts] = MappingProxyType({}),
    ) -> None:
        self.inputs = tuple(inputs)
        """The features, by their places in the trees."""
        self.texts = texts
        """The number of each text, by feature."""
        self._read = [each.read.slot for each in inputs]
        self._made = [
            (place, each.part, texts.get(each.name)) for place, each in enumerate(inputs) if each.part or each.is_text
        ]
        self._roots = roots
        self._base, self._slope, self._intercept = base, slope, intercept

    @property
    def reads(self) -> tuple[Read, ...]:
        """Return what it reads of a payment, of each feature."""
        return tuple(each.read for each in self.inputs)

    @property
    def trees(self) -> int:
        """Return how many trees it has."""
        return len(self._roots)

    def score(self, known: Mapping[str, Any]) -> Decimal:
        """Return the probability of fraud by what is known of a payment, of nine decimals."""
        return probability(self._slope * self.margin(known) + self._intercept)

    def margin(self, known: Mapping[str, Any]) -> float:
        """Return the log-odds before calibration."""
        return self.walk(self.numbers(known))

    def walk(self, numbers: Sequence[Any]) -> float:
        """Return the log-odds by the number of each feature, None if it is absent."""
        values, total = _slots(numbers), self._base
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
        moved = [0.0] * len(self.inputs)
        for slot, change in self._changes(_slots(self.numbers(known))):
            moved[slot % len(moved)] += change
        most = sorted(range(len(moved)), key=lambda place: -abs(moved[place]))[:MOST_PUSHES]
        pushes = ((self.inputs[place], Decimal(f"{moved[place]:.{_DIGITS}f}")) for place in most)
        return [Push(each.name, each.value(known), contribution) for each, contribution in pushes if contribution]

    def _changes(self, values: Sequence[float]) -> Iterator[tuple[int, float]]:
        """Yield the slot compared and the change of the mean, of each comparison on the paths through all trees."""
        for root in self._roots:
            node: Node = root
            while (slot := node[0]) >= 0:
                branch: Node = node[2] if values[slot] < node[1] else node[3]
                yield slot, branch[4] - node[4]
                node = branch

    def numbers(self, known: Mapping[str, Any]) -> list[Any]:
        """Return the number of each feature, None if it is absent; a text without a number is."""
        found: list[Any] = list(map(known.get, self._read))
        for place, part, texts in self._made:
            if (value := found[place]) is not None:
                value = part(value) if part else value
                found[place] = texts.get(value) if texts is not None else value
        return found


def _slots(numbers: Sequence[Any]) -> list[float]:
    """Return the values of all slots, of 32 bits as in the training; what is absent goes its own way."""
    if None not in numbers:
        return 2 * array("f", numbers).tolist()
    values: list[float] = 2 * array("f", [0.0 if each is None else each for each in numbers]).tolist()
    for place, each in enumerate(numbers):
        if each is None:
            values[place], values[place + len(numbers)] = _LEAST, _MOST
    return values
