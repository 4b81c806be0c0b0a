"""The scores of a backtest as CSV, one payment a line, in the order of event time."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fraudctl.backtest.payment import PastPayment
from fraudctl.backtest.whole_file import open_whole
from handlers.decision.decide import EXACT, Decision

HEADER = ("transaction_id", "timestamp", "score", "outcome", "label")


class ScoresFile:
    """A file of scores that is being written."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(HEADER)

    def add_all(self, payments: Iterable[PastPayment], decisions: Iterable[Decision]) -> None:
        """Add payments: their scores exact, their labels as the data has them."""
        for past, decision in zip(payments, decisions, strict=True):
            transaction, score = past.transaction, f"{EXACT.normalize(decision.score):f}"
            row = (transaction.transaction_id, transaction.timestamp, score, decision.outcome, past.label)
            self._writer.writerow(row)


@contextmanager
def open_scores(name: Path) -> Iterator[ScoresFile]:
    """Open a file that has its name once it is whole.

    Raises:
        OSError: it cannot be written.
    """
    with open_whole(name) as file:
        yield ScoresFile(file)
