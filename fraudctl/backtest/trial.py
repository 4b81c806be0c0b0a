"""A strategy on trial: it decides on payments in the order of their event time, by the functions' own code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import repeat
from typing import NamedTuple

from msgspec import structs

from fraudctl.backtest.attempt_counts import AttemptCounts
from fraudctl.backtest.living_entities import LivingEntities
from fraudctl.backtest.payment import PastPayment
from handlers.decision.attempts import NO_ATTEMPTS
from handlers.decision.batch import DECLINE, BatchDecider
from handlers.decision.decide import Decision
from handlers.decision.entity.entities import EntityKey
from handlers.decision.panel import Panel
from handlers.decision.payments import Payment
from handlers.decision.profile.event import Event
from handlers.decision.profile.labels import fraud_label
from handlers.decision.strategy.strategy import Strategy

MILLISECOND = timedelta(milliseconds=1)


class _Tried(NamedTuple):
    """A payment of the past with its entities, and as profiles count it."""

    past: PastPayment
    payment: Payment
    event: Event
    attempts: Mapping[str, int]


class Trial:
    """Decides on payments as Scoring would have, had each been received at its event time."""

    def __init__(
        self, strategy: Strategy, *, label_delay: timedelta | None, attempts: bool = True, decides: bool = True
    ) -> None:
        """Prepare to decide by a strategy.

        Args:
            strategy: Rules and what they read.
            label_delay: The time after which the label of a payment comes, where the file does not say; None: never.
            attempts: Count every payment as one of which a decision was asked for; else as one that only came.
            decides: Remember as declined what the strategy declines; else what the payments say was declined.
        """
        self._decider = BatchDecider(Panel.of_one(strategy), for_later=False)
        self._known = LivingEntities(self._decider.kept)
        self._attempts = AttemptCounts(self._decider.attempted_kinds) if attempts and self.reads_attempts else None
        self._decides = decides
        self._delay = None if label_delay is None else label_delay // MILLISECOND

    @property
    def reads_attempts(self) -> bool:
        """Return whether a rule reads attempts."""
        return bool(self._decider.attempted_kinds)

    def decide_all(self, payments: Sequence[PastPayment]) -> list[Decision]:
        """Return the decisions on payments in order, none of which is before the last one; and remember them.

        What needs no other payment is done for many of them first: each loop's code is in the processor's cache then,
        which makes it faster than in turns.
        """
        prepared = [self._decider.payment(each.transaction) for each in payments]
        events = [self._event(each) for each in payments]
        decisions = list[Decision]()
        attempts = map(self._attempts.add, prepared) if self._attempts else repeat(NO_ATTEMPTS)
        for run in self._runs(map(_Tried, payments, prepared, events, attempts)):
            self._known.advance(run[0].event.time)
            found = self._decider.decide_all(
                [each.payment for each in run], self._known, [each.attempts for each in run]
            )
            for tried, decision in zip(run, found, strict=True):
                declined = decision.outcome == DECLINE if self._decides else tried.past.declined
                self._remember(tried, declined=declined)
            decisions += found
        return decisions

    def learn(self, payments: Iterable[PastPayment]) -> None:
        """Remember payments in the order of time, without a decision; declined are those that say so."""
        for past in payments:
            payment = self._decider.payment(past.transaction)
            attempts = self._attempts.add(payment) if self._attempts else NO_ATTEMPTS
            tried = _Tried(past, payment, self._event(past), attempts)
            self._known.advance(tried.event.time)
            self._remember(tried, declined=past.declined)

    def _runs(self, every: Iterable[_Tried]) -> Iterator[list[_Tried]]:
        """Yield payments in runs, in which none changes what is known of another, and no label comes.

        Each run is to be remembered before the next is asked for.
        """
        run, entities = list[_Tried](), set[EntityKey]()
        for each in every:
            if run and (not entities.isdisjoint(each.payment.entities) or self._known.is_changed_by(each.event.time)):
                yield run
                run, entities = [], set()
            run.append(each)
            entities.update(each.payment.entities)
        if run:
            yield run

    def _event(self, past: PastPayment) -> Event:
        return self._decider.event(past.transaction, received=past.transaction.timestamp, declined=False)

    def _remember(self, tried: _Tried, *, declined: bool) -> None:
        past, payment, event, _ = tried
        if declined:
            event = structs.replace(event, declined=True)
        self._decider.remember(payment, event, self._known)
        if self._delay is not None and past.fraudulent:
            self._send_label(past, payment, event, event.time + self._delay)

    def _send_label(self, past: PastPayment, payment: Payment, event: Event, by_default: int) -> None:
        if stated := [each for each in payment.entities if self._decider.is_stated(each.kind)]:
            received = by_default if past.label_received is None else past.label_received
            label = fraud_label(event, received=received)
            for each in stated:
                self._known.send(each, label)
