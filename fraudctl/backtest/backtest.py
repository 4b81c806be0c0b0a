"""A backtest: the payments of a file, decided by a strategy, and by another beside it."""

import gc
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path

from fraudctl.backtest.comparison import Comparison
from fraudctl.backtest.counted_time import CountedTime, epoch
from fraudctl.backtest.detection import Detection
from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import NumberedPayment, PastPayment
from fraudctl.backtest.review_cost import ReviewCost
from fraudctl.backtest.rule_figures import RuleFigures
from fraudctl.backtest.scores_file import open_scores
from fraudctl.backtest.trial import Trial
from fraudctl.client.refused_lines import Lines, RefusedLines
from handlers.contract.errors import Refused
from handlers.decision.decide import Decision
from handlers.decision.strategy.strategy import Strategy

REPEATED = "the transaction_id is that of an earlier line, with the same content"
CONFLICTING = "the transaction_id is that of an earlier line, with other content"
Progress = Callable[[int, int], None]
"""Takes how many of how many payments are decided."""


class TriedStrategy:
    """A strategy and the figures of its decisions."""

    def __init__(self, strategy: Strategy, *, label_delay: timedelta | None, attempts: bool = True) -> None:
        self.strategy = strategy
        self.detection = Detection()
        self.rules = RuleFigures(strategy)
        self._trial = Trial(strategy, label_delay=label_delay, attempts=attempts)

    @property
    def reads_attempts(self) -> bool:
        """Return whether a rule reads attempts."""
        return self._trial.reads_attempts

    def learn(self, payments: Iterable[PastPayment]) -> None:
        """Remember payments before all others, without a decision; declined are those that say so."""
        self._trial.learn(payments)

    def decide_all(self, payments: Sequence[PastPayment], counted: int = 0) -> list[Decision]:
        """Return the decisions on payments in order, and count them from this place on: those before are history."""
        decisions = self._trial.decide_all(payments)
        found = list(zip(payments, decisions, strict=True))[counted:]
        for past, decision in found:
            self.detection.add(past, decision)
        for past, decision in found:
            self.rules.add(past, decision)
        return decisions


class Backtest:
    """A strategy, tried on the payments of a file."""

    def __init__(
        self,
        strategy: Strategy,
        *,
        against: Strategy | None = None,
        label_delay: timedelta | None,
        attempts: bool = True,
        review_cost: ReviewCost | None = None,
        time: CountedTime | None = None,
    ) -> None:
        self.time = time
        """The time that counts of a stack's payments; None of a file, of which all do."""
        self.history = 0
        """Payments before it."""
        self.young = 0
        """Unlabelled payments of a stack, made so lately that their labels may still come."""
        self.review_cost = review_cost or ReviewCost()
        self.label_delay = label_delay
        """The time after which a label is known, where the file does not say; None if none ever is."""
        self.attempts = attempts
        """True if every payment counts as one of which a decision was asked for."""
        tried = partial(TriedStrategy, label_delay=label_delay, attempts=attempts)
        self.tried = tried(strategy)
        self.against = tried(against) if against else None
        self.comparison = Comparison()
        """The alerts that only one of the two gives."""
        self.lines = 0
        self.refused = RefusedLines()
        self.late = Lines()
        """Lines whose payment is earlier than that of the line before; they are sorted."""
        self.unlabelled = Lines()

    def run(
        self,
        lines: Iterable[NumberedPayment],
        *,
        scores: Path | None = None,
        progress: Progress = lambda _done, _of: None,
    ) -> None:
        """Decide on the payments of lines or rows, in the order of their event time, and write the scores to a file.

        Raises:
            CommandError: the disk is full.
            OSError: the scores cannot be written.
        """
        with without_collector(), EventOrder() as ordered, open_scores(scores) if scores else nullcontext() as file:
            self._read(lines, ordered)
            done = 0
            for payments in ordered:
                counted = self._counted_from(payments)
                decisions = self._decide(payments, counted)
                if file:
                    file.add_all(payments[counted:], decisions[counted:])
                progress(done := done + len(payments), ordered.count)
            progress(done, ordered.count)

    def _read(self, lines: Iterable[NumberedPayment], ordered: EventOrder) -> None:
        latest = 0
        for number, past in lines:
            self.lines += 1
            if isinstance(past, Refused):
                self.refused.add(number, str(past))
                continue
            ordered.add(number, past)
            timestamp = past.transaction.timestamp
            if timestamp < latest and not self.time:  # rows of a table have no order
                self.late.add(number)
            latest = timestamp
            if not past.label and not past.unknown and (not self.time or timestamp >= self.time.first):
                self.unlabelled.add(number)
                self.young += self._may_be_labelled(timestamp)
        for number, is_same in ordered.repeats():
            self.refused.add(number, REPEATED if is_same else CONFLICTING)

    def _decide(self, payments: Sequence[PastPayment], counted: int) -> list[Decision]:
        self.history += counted
        decisions = self.tried.decide_all(payments, counted)
        if self.against:
            others = self.against.decide_all(payments, counted)
            for each in list(zip(payments, decisions, others, strict=True))[counted:]:
                self.comparison.add(*each)
        return decisions

    def _counted_from(self, payments: Sequence[PastPayment]) -> int:
        if not self.time or payments[0].transaction.timestamp >= self.time.first:
            return 0
        return bisect_left(payments, self.time.first, key=lambda each: each.transaction.timestamp)

    def _may_be_labelled(self, timestamp: int) -> bool:
        return bool(self.time and self.label_delay and timestamp >= epoch(self.time.now - self.label_delay))


@contextmanager
def without_collector() -> Iterator[None]:
    """Leave it to reference counts to free memory.

    Nothing here refers to itself, and to look for what does takes the longer the more entities there are.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
