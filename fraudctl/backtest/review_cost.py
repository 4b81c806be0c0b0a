"""The cost of looking at an alert, set against the value of the frauds that are caught by it."""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from fraudctl.backtest.thresholds import ThresholdPoint
from fraudctl.errors import CommandError
from fraudctl.terminal.escaping import subject

_WRITTEN = re.compile(r"(?:(?P<currency>[A-Z]{3})=)?(?P<amount>[0-9]{1,12}(?:\.[0-9]{1,6})?)", re.ASCII)


class ReviewCost:
    """Costs of a review by currency; payments in one currency alone need none named."""

    def __init__(self, written: Iterable[str] = ()) -> None:
        """Take costs as a person writes them: `4`, `EUR=4.50`.

        Raises:
            CommandError: one is none, or is of a currency that has one.
        """
        self._costs: dict[str | None, Decimal] = {}
        for each in written:
            found = _WRITTEN.fullmatch(each)
            if not found:
                raise CommandError(f"{subject(each)}: give what a review costs as 4, or with its currency as EUR=4.50")
            currency = found["currency"]
            if currency in self._costs:
                raise CommandError(f"{subject(each)}: what a review costs is given twice")
            self._costs[currency] = Decimal(found["amount"])

    def __bool__(self) -> bool:
        """Return whether any cost is known."""
        return bool(self._costs)

    def of(self, currency: str, among: Collection[str]) -> Decimal | None:
        """Return the cost in one of the currencies of all payments; None where it is not known."""
        return self._costs.get(currency, self._costs.get(None) if len(among) == 1 else None)

    def value_over_cost(self, point: ThresholdPoint, among: Collection[str]) -> dict[str, Decimal]:
        """Return by currency the value that is caught at a threshold, less what it costs to look at the alerts."""
        return {
            each: point.value_caught.get(each, Decimal(0)) - cost * point.alerts_by_currency[each]
            for each in sorted(among)
            if (cost := self.of(each, among)) is not None
        }

    def best(self, points: Sequence[ThresholdPoint], currency: str, among: Collection[str]) -> ThresholdPoint:
        """Return the point at which value over cost is highest in a currency; of several, that with fewest alerts."""
        return max(points, key=lambda each: (self.value_over_cost(each, among)[currency], -each.alerts))
