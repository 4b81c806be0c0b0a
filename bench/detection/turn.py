"""Figures before and after the frauds of a world change."""

from typing import Any

from fraudctl.backtest.detection import Detection
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.result import figures
from handlers.decision.decide import Decision


class Turn:
    """Detection before a moment, in epoch milliseconds, and from then on."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._before, self._after = Detection(), Detection()

    def add(self, past: PastPayment, decision: Decision) -> None:
        """Add a payment, which must not be before the last one."""
        (self._before if past.transaction.timestamp < self._at else self._after).add(past, decision)

    def figures(self) -> dict[str, Any]:
        """Return the figures of both."""
        return {"before": figures(self._before), "after": figures(self._after)}
