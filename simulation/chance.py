"""Random choices that come out the same on every machine and Python version."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

# In thousandths, at every sixteenth of the probability: computed once and written down, because the exp and log of
# two C libraries may differ in their last bit. The outermost are cut off at a half per cent and at one per cent.
LOG_NORMAL = (213, 398, 501, 587, 667, 746, 826, 910, 1000, 1099, 1211, 1341, 1499, 1703, 1994, 2510, 4690)  # sigma 0.6
EXPONENTIAL = (0, 65, 134, 208, 288, 375, 470, 575, 693, 827, 981, 1163, 1386, 1674, 2079, 2773, 4600)
STEPS = 1 << 16  # points between two entries of a table
POINTS = 16 * STEPS  # of a whole table
TWO_TO_53 = float(1 << 53)


class Chance:
    """The source of everything random, as integers; `below` is written out where it is called for every payment.

    Python promises the sequence of `Random.random()` for a seed, and of no other method:
    https://docs.python.org/3/library/random.html#notes-on-reproducibility
    """

    def __init__(self, seed: int) -> None:
        # Random takes a seed without its sign; folded, -1 and 1 are two streams.
        folded = 2 * seed if seed >= 0 else -2 * seed - 1
        self._random = Random(folded).random  # noqa: S311 - must be reproducible, which is what secrets must not be

    def below(self, limit: int) -> int:
        """Return an integer from 0 to limit - 1, for limits far below 2 ** 53."""
        return int(self._random() * TWO_TO_53) * limit >> 53  # exact: random() is a multiple of 2 ** -53

    def between(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""
        return low + (int(self._random() * TWO_TO_53) * (high - low + 1) >> 53)

    def happens(self, percent: int) -> bool:
        """Return True with this probability."""
        return int(self._random() * TWO_TO_53) * 100 >> 53 < percent

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[int(self._random() * TWO_TO_53) * len(options) >> 53]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return the options in random order."""
        shuffled = list(options)
        for last in range(len(shuffled) - 1, 0, -1):
            other = self.below(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        return shuffled

    def shuffled_cycles(self, options: Sequence[T]) -> Iterator[T]:
        """Yield every option once in random order, again and again, so that each recurs soon."""
        while True:
            yield from self.shuffled(options)

    def log_normal(self, median: int) -> int:
        """Return a log-normal value, like amounts and spending: mostly near the median, sometimes several times it."""
        return log_normal_at(median, self.below(POINTS))

    def exponential(self, mean: int) -> int:
        """Return an exponential value, as the gaps between independent arrivals are."""
        return _scaled(mean, EXPONENTIAL, self.below(POINTS))


def log_normal_at(median: int, point: int) -> int:
    """Return the log-normal value at a point of its distribution, from 0 to POINTS - 1."""
    return _scaled(median, LOG_NORMAL, point)


def _scaled(base: int, thousandths: Sequence[int], point: int) -> int:
    step, fraction = divmod(point, STEPS)
    low, high = thousandths[step], thousandths[step + 1]
    return base * (low * STEPS + (high - low) * fraction) // (1000 * STEPS)
