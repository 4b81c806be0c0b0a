"""A backtest: the payments of a file, decided by a strategy, and by another beside it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from fraudctl.backtest.comparison import Comparison
from fraudctl.backtest.detection import Detection
from fraudctl.backtest.event_order import EventOrder
from fraudctl.backtest.payment import NumberedPayment, PastPayment
from fraudctl.backtest.rule_figures import RuleFigures
from fraudctl.backtest.scores_file import ScoresFile
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

    def __init__(self, strategy: Strategy, *, label_delay: timedelta) -> None:
        self.strategy = strategy
        self.detection = Detection()
        self.rules = RuleFigures(strategy)
        self._trial = Trial(strategy, label_delay=label_delay)

    def decide(self, past: PastPayment) -> Decision:
        """Return the decision on a payment, and count it."""
        decision = self._trial.decide(past)
        self.detection.add(past, decision)
        self.rules.add(past, decision)
        return decision


class Backtest:
    """A strategy, tried on the payments of a file."""

    def __init__(self, strategy: Strategy, *, against: Strategy | None = None, label_delay: timedelta) -> None:
        self.label_delay = label_delay
        self.tried = TriedStrategy(strategy, label_delay=label_delay)
        self.against = TriedStrategy(against, label_delay=label_delay) if against else None
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
        with EventOrder() as ordered:
            self._read(lines, ordered)
            payments = _with_progress(ordered, progress)
            if scores is None:
                for past in payments:
                    self._decide(past)
                return
            with ScoresFile(scores) as file:
                for past in payments:
                    file.add(past, self._decide(past))

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
            if not past.label:
                self.unlabelled.add(number)
        for number, is_same in ordered.repeats():
            self.refused.add(number, REPEATED if is_same else CONFLICTING)

    def _decide(self, past: PastPayment) -> Decision:
        decision = self.tried.decide(past)
        if self.against:
            self.comparison.add(past, decision, self.against.decide(past))
        return decision


def _with_progress(ordered: EventOrder, progress: Progress) -> Iterator[PastPayment]:
    for done, past in enumerate(ordered, start=1):
        yield past
        if not done % 1_000:
            progress(done, ordered.count)
    progress(ordered.count, ordered.count)
