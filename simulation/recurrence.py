"""Episodes that come again and again, counted in everyday purchases so that every thousand has its share."""

from collections.abc import Callable, Sequence

from simulation.chance import Chance
from simulation.purchase import Purchase

Episode = Callable[[int], Sequence[Purchase]]  # given its moment in epoch milliseconds

MINUTE = 60_000


class Recurrence:
    def __init__(self, chance: Chance, episode: Episode, *, first: tuple[int, int], every: tuple[int, int]) -> None:
        """`first` and `every` are the fewest and the most everyday purchases before it comes (again)."""
        self._chance = chance
        self._episode = episode
        self._every = every
        self._left = chance.between(*first)

    def after_purchase(self, at: int) -> Sequence[Purchase]:
        """What begins within minutes of the everyday purchase at `at`; mostly nothing."""
        self._left -= 1
        if self._left > 0:
            return ()
        self._left = self._chance.between(*self._every)
        return self._episode(at + self._chance.between(1, 5 * MINUTE))
