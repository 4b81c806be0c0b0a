"""The customers of the handbook's world and the terminals in their reach."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import isqrt
from typing import NamedTuple

from simulation.chance import Chance
from simulation.handbook.distributions import poisson_table

CUSTOMERS, TERMINALS = 5_000, 10_000
"""The book's."""

SIDE = 100_000
"""Of the square where all live and all terminals stand: the book's 100, in thousandths."""

RADIUS = 5_000
"""The way that a customer goes at most, in thousandths, among the book's 10,000 terminals; 78 are in reach, fewer at
the square's borders. It is longer where there are fewer terminals, so that as many are in reach.
"""

MEAN_AMOUNTS = (500, 10_000)  # cents
MOST_A_DAY = 4_000  # thousandths of a payment


class Cardholder(NamedTuple):
    """A customer."""

    customer_id: str
    mean: int
    """Of the amounts, in cents; their standard deviation is half of it."""
    payments: Sequence[int]
    """The distribution of a day's number of payments, as `poisson` takes it."""
    reach: Sequence[int]
    """The numbers of the terminals where the customer pays."""


def create_cardholders(chance: Chance, *, first: int, customers: int, terminals: int) -> Sequence[Cardholder]:
    """Return the customers, whose ids are numbers from `first` on; those who have no terminal in reach never pay."""
    places = [(chance.below(SIDE), chance.below(SIDE)) for _ in range(terminals)]
    neighbourhood = _Neighbourhood(places)
    return [
        Cardholder(
            customer_id=f"C-{first + number}",
            mean=chance.between(*MEAN_AMOUNTS),
            payments=poisson_table(chance.below(MOST_A_DAY)),
            reach=tuple(neighbourhood.within_reach(chance.below(SIDE), chance.below(SIDE))),
        )
        for number in range(customers)
    ]


class _Neighbourhood:
    """All terminals, by the cell of a grid that they stand in."""

    def __init__(self, places: Sequence[tuple[int, int]]) -> None:
        self._places = places
        self._squared = RADIUS * RADIUS * TERMINALS // len(places)
        self._cell = isqrt(self._squared) + 1
        self._cells = defaultdict[tuple[int, int], list[int]](list)
        for number, (x, y) in enumerate(places):
            self._cells[x // self._cell, y // self._cell].append(number)

    def within_reach(self, x: int, y: int) -> Iterator[int]:
        """Yield the terminals that are less than the radius away."""
        column, row = x // self._cell, y // self._cell
        for cell in ((column + right, row + up) for right in (-1, 0, 1) for up in (-1, 0, 1)):
            for number in self._cells.get(cell, ()):
                other_x, other_y = self._places[number]
                if (x - other_x) ** 2 + (y - other_y) ** 2 < self._squared:
                    yield number
