"""A backtest: the payments of a file, decided by a strategy, and by another beside it."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path

from fraudctl.backtest.comparison import Comparison
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

    def decide_all(self, payments: Sequence[PastPayment]) -> list[Decision]:
        """Return the decisions on payments in order, and count them."""
        decisions = self._trial.decide_all(payments)
        for past, decision in zip(payments, decisions, strict=True):
            self.detection.add(past, decision)
        for past, decision in zip(payments, decisions, strict=True):
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
    ) -> None:
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
        """Decide on the payments of lines, in the order of their event time, and write the scores to a file.

        Raises:
            CommandError: the disk is full.
            OSError: the scores cannot be written.
        """
        with _no_collector(), EventOrder() as ordered, open_scores(scores) if scores else nullcontext() as file:
            self._read(lines, ordered)
            done = 0
            for payments in ordered:
                decisions = self._decide(payments)
                if file:
                    file.add_all(payments, decisions)
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
            if past.transaction.timestamp < latest:
                self.late.add(number)
            latest = past.transaction.timestamp
            if not past.label and not past.unknown:
                self.unlabelled.add(number)
        for number, is_same in ordered.repeats():
            self.refused.add(number, REPEATED if is_same else CONFLICTING)

    def _decide(self, payments: Sequence[PastPayment]) -> list[Decision]:
        decisions = self.tried.decide_all(payments)
        if self.against:
            for each in zip(payments, decisions, self.against.decide_all(payments), strict=True):
                self.comparison.add(*each)
        return decisions


@contextmanager
def _no_collector() -> Iterator[None]:
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
