"""The fifteen features of the handbook: the payment's own, its customer's habit, and the frauds at its terminal.

Le Borgne et al., chapter 3, "Baseline feature transformation", written anew from its description:
https://fraud-detection-handbook.github.io/fraud-detection-handbook/Chapter_3_GettingStarted/BaselineFeatureTransformation.html
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, datetime

from fraudctl.backtest.payment import PastPayment
from handlers.decision.entity.feature import DAY

WINDOWS = (1, 7, 30)
"""Days."""

DELAY = 7 * DAY
"""After which a label is known; a terminal's windows end so long before the payment."""

LAST_HOUR_OF_NIGHT = 6
SATURDAY = 5

BOOK_FEATURES = (
    "amount",
    "weekend",
    "night",
    *(f"customer.{figure}_{days}d" for days in WINDOWS for figure in ("count", "mean")),
    *(f"terminal.{figure}_{days}d_delayed" for days in WINDOWS for figure in ("count", "risk")),
)


class _Past:
    """Payments of one customer or terminal: their times, and a number of each, added up."""

    __slots__ = ("_sums", "_times")

    def __init__(self) -> None:
        self._times, self._sums = array("q"), array("q", [0])

    def add(self, at: int, number: int) -> None:
        self._times.append(at)
        self._sums.append(self._sums[-1] + number)

    def until(self, at: int) -> tuple[int, int]:
        """Return how many there were by a time, and the sum of their numbers."""
        place = bisect_right(self._times, at)
        return place, self._sums[place]


class BookFeatures:
    """The past of all customers and terminals."""

    def __init__(self) -> None:
        self._customers, self._terminals = defaultdict[object, _Past](_Past), defaultdict[object, _Past](_Past)

    def add(self, past: PastPayment) -> list[float]:
        """Return a payment's features, in the order of their names; it must not be before the last one.

        As in the book, a customer's windows hold the payment itself. What labels tell of a terminal is a week old.
        """
        transaction = past.transaction
        at, amount = transaction.timestamp, float(transaction.amount)
        time = datetime.fromtimestamp(at / 1000, UTC)
        customer, terminal = self._customers[transaction.customer_id], self._terminals[transaction.terminal_id]
        customer.add(at, round(100 * transaction.amount))
        terminal.add(at, past.fraudulent)
        values = [amount, float(time.weekday() >= SATURDAY), float(time.hour <= LAST_HOUR_OF_NIGHT)]
        for days in WINDOWS:
            count, cents = _within(customer, at - days * DAY, at)
            values += [float(count), cents / count / 100]
        for days in WINDOWS:
            count, frauds = _within(terminal, at - DELAY - days * DAY, at - DELAY)
            values += [float(count), frauds / count if count else 0.0]
        return values


def _within(past: _Past, after: int, until: int) -> tuple[int, int]:
    """Return how many there were after a time and until another, and the sum of their numbers."""
    (before, less), (place, total) = past.until(after), past.until(until)
    return place - before, total - less
