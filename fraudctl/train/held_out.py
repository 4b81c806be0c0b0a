"""The trained strategy on the time that was held out, beside another one, each as if it had decided all along."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from functools import partial

from msgspec import UNSET

from fraudctl.backtest.backtest import TriedStrategy
from fraudctl.backtest.comparison import Comparison
from fraudctl.backtest.detection import NO_CURRENCY
from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.ranking import Ranking
from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.backtest.thresholds import ThresholdCurve
from fraudctl.train.calibration import Calibration
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import Decision
from handlers.decision.strategy.strategy import Strategy

STEP = Decimal("0.001")
"""Thresholds of probability that are told are multiples of it, so that memory does not grow with the payments."""

FINEST = Decimal("0.00001")
"""Probabilities are ranked as multiples of it, for the same reason."""


class HeldOut:
    """Figures of two strategies on payments that no tree and no calibration has seen."""

    def __init__(
        self,
        trained: Strategy,
        against: Strategy,
        *,
        since: int,
        label_delay: timedelta,
        attempts: bool = True,
        review_cost: ReviewCost | None = None,
    ) -> None:
        """Prepare to try both on payments from a time on; those before are history."""
        tried = partial(TriedStrategy, label_delay=label_delay, attempts=attempts)
        self.trained, self.against = tried(trained), tried(against)
        self.comparison = Comparison()
        self.attempts = attempts
        self.review_cost = review_cost or ReviewCost()
        self.calibration = Calibration()
        self.ranking = Ranking()
        """Payments by their probability alone."""
        self.curve = ThresholdCurve()
        """Alerts of a rule on the probability, by its threshold, without the other rules of the strategy."""
        self._since = since

    def run(self, ordered: EventOrder) -> None:
        """Decide on all payments in the order of their event time.

        Raises:
            CommandError: the disk is full.
        """
        for payments in ordered:
            counted = bisect_left(payments, self._since, key=lambda each: each.transaction.timestamp)
            decisions = self.trained.decide_all(payments, counted)
            others = self.against.decide_all(payments, counted)
            self._add(payments[counted:], decisions[counted:], others[counted:])

    def _add(self, payments: Sequence[PastPayment], decisions: Sequence[Decision], others: Sequence[Decision]) -> None:
        for past, decision, other in zip(payments, decisions, others, strict=True):
            self.comparison.add(past, decision, other)
            probability: Decimal = decision.values[MODEL_SCORE]
            if not past.unknown:
                self.calibration.add(probability, fraud=past.fraudulent)
                self.ranking.add(probability.quantize(FINEST), fraud=past.fraudulent)
            currency = past.transaction.currency
            self.curve.add(
                probability.quantize(STEP, rounding=ROUND_CEILING),  # above a multiple of the step just as before
                currency=NO_CURRENCY if currency is UNSET else str(currency),
                amount=past.transaction.amount,
                fraud=past.fraudulent,
                unknown=past.unknown,
                demanded=False,
            )
