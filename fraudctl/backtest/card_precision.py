"""Card precision: of the customers that people look at each day, how many are victims of fraud."""

from decimal import Decimal
from heapq import nsmallest

from handlers.decision.entity.feature import DAY

LOOKED_AT = 100
"""Customers a day."""


class CardPrecision:
    """The share of victims among the most suspicious customers of each day, as a mean over the days.

    CP@k of Dal Pozzolo et al., "Credit card fraud detection: a realistic modeling and a novel learning strategy"
    (2018), as the "Reproducible machine learning for credit card fraud detection" handbook computes it
    (`card_precision_top_k`): each day, of all customers who have not been found before, the k whose highest score of
    that day is highest; of these, the victims of a fraud on that day, divided by k, even if there were fewer. Who was
    found is not looked at again. The handbook leaves open who of equal scores comes first: here who had the score
    first that day, and then by id. Days are those of UTC on which anybody paid.
    """

    def __init__(self, most: int = LOOKED_AT) -> None:
        self._most = most
        self._day: int | None = None
        self._paid: dict[str, tuple[Decimal, int]] = {}
        """The negative of the highest score of the day, and when it was first had, by customer."""
        self._victims: set[str] = set()
        self._found: set[str] = set()
        self._days = self._hits = 0

    def add(self, customer: str, score: Decimal, timestamp: int, *, fraud: bool) -> None:
        """Add a payment, which must not be before the last one."""
        if (day := timestamp // DAY) != self._day:
            self._close()
            self._day = day
        known = self._paid.get(customer)
        if known is None or -score < known[0]:
            self._paid[customer] = (-score, timestamp)
        if fraud:
            self._victims.add(customer)

    def value(self) -> float | None:
        """Return the mean; None if nobody paid."""
        self._close()
        self._day = None
        return self._hits / (self._most * self._days) if self._days else None

    def _close(self) -> None:
        if self._day is None:
            return
        self._days += 1
        waiting = ((*place, customer) for customer, place in self._paid.items() if customer not in self._found)
        found = {customer for *_, customer in nsmallest(self._most, waiting)} & self._victims
        self._hits += len(found)
        self._found |= found
        self._paid.clear()
        self._victims.clear()
