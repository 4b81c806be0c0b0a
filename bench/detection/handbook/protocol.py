"""The handbook's prequential validation: four weeks of tests, each a week after the week of its training.

Le Borgne et al., "Reproducible Machine Learning for Credit Card Fraud Detection - Practical Handbook" (2022), chapter
5, "Validation strategies", written anew from its description:
https://fraud-detection-handbook.github.io/fraud-detection-handbook/ ("Prequential validation").
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fraudctl.backtest.payment import PastPayment
from handlers.decision.entity.feature import DAY

HISTORY = 38
"""Days before the first training, or for rules before the first test, from which the functions know payments; none of
their windows is longer than 30 days, and a label comes a week later."""


@dataclass(frozen=True, kw_only=True)
class Fold:
    """Days of training and of a test, counted from the world's first."""

    training: range
    test: range


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """The days of all folds; by default the book's, whose first training begins on 25 July 2018."""

    first: int = 115
    """The first day of the earliest training."""
    length: int = 7
    """Days of a training, of the delay after it, and of a test."""
    number: int = 4

    @property
    def folds(self) -> Sequence[Fold]:
        """Return the folds, each later than the one before by the length of a test."""
        begins = range(self.first, self.first + self.number * self.length, self.length)
        return [
            Fold(
                training=range(begin, begin + self.length),
                test=range(begin + 2 * self.length, begin + 3 * self.length),
            )
            for begin in begins
        ]

    @property
    def known_from(self) -> int:
        """Return the first day of which the features of what is trained on know payments."""
        return self.first - HISTORY

    @property
    def days(self) -> int:
        """Return how many days of the world are needed."""
        return self.folds[-1].test.stop


BOOK = Protocol()


class TestWeeks:
    """The payments of the tests, without those of cards that are known to be compromised.

    On each day of a test these are the cards of frauds since the first day of the fold's training that happened longer
    ago than the delay: on whole days before that day, as in the book.
    """

    __test__ = False  # or pytest takes it for tests

    def __init__(self, protocol: Protocol, start: int) -> None:
        """`start` is the world's first moment, in epoch milliseconds."""
        self._start = start
        self._delay = protocol.length
        self._fold_of = {day: (number, fold) for number, fold in enumerate(protocol.folds) for day in fold.test}
        self._victims = dict[int, set[str]]()
        """Customers of a day's frauds, by day."""
        self._known: tuple[int, set[str]] = (-1, set())

    def fold(self, past: PastPayment) -> int | None:
        """Return the number of the fold that tests a payment, which must not be before the last one; None if none."""
        day, customer = (past.transaction.timestamp - self._start) // DAY, str(past.transaction.customer_id)
        if past.fraudulent:
            self._victims.setdefault(day, set()).add(customer)
        if day not in self._fold_of:
            return None
        number, fold = self._fold_of[day]
        return None if customer in self._known_on(day, fold) else number

    def _known_on(self, day: int, fold: Fold) -> set[str]:
        if self._known[0] != day:
            days = range(fold.training.start, day - self._delay)
            self._known = day, set().union(*(self._victims.get(each, set()) for each in days))
        return self._known[1]
