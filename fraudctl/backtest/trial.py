"""A strategy on trial: it decides on payments in the order of their event time, by the functions' own code."""

from datetime import timedelta

from fraudctl.backtest.living_entities import LivingEntities
from fraudctl.backtest.payment import PastPayment
from handlers.decision.batch import DECLINE, BatchDecider, Payment
from handlers.decision.decide import Decision
from handlers.decision.profile.labels import fraud_label
from handlers.decision.strategy.strategy import Strategy

MILLISECOND = timedelta(milliseconds=1)


class Trial:
    """Decides on payments as Scoring would have, had each been received at its event time."""

    def __init__(self, strategy: Strategy, *, label_delay: timedelta | None) -> None:
        """Let the label of a payment come so long after it, where the file does not say when it came; None: never."""
        self._decider = BatchDecider(strategy, for_later=False)
        self._known = LivingEntities()
        self._delay = None if label_delay is None else label_delay // MILLISECOND

    def decide(self, past: PastPayment) -> Decision:
        """Return the decision on a payment, which must not be before the last one; and remember it."""
        now = past.transaction.timestamp
        self._known.advance(now)
        payment = self._decider.payment(past.transaction)
        decision = self._decider.decide(payment, self._known, now)
        self._decider.fold(payment, decision, self._known, now)
        if self._delay is not None and past.fraudulent:
            self._send_label(past, payment, decision, now + self._delay)
        return decision

    def _send_label(self, past: PastPayment, payment: Payment, decision: Decision, by_default: int) -> None:
        if stated := [each for each in payment.entities if self._decider.is_stated(each.kind)]:
            received = by_default if past.label_received is None else past.label_received
            now, declined = past.transaction.timestamp, decision.outcome == DECLINE
            label = fraud_label(
                self._decider.event(past.transaction, received=now, declined=declined), received=received
            )
            for each in stated:
                self._known.send(each, label)
