"""The scores of a backtest as CSV, one payment a line, in the order of event time."""

import csv
from pathlib import Path
from typing import Self

from fraudctl.backtest.payment import PastPayment
from handlers.decision.decide import EXACT, Decision

HEADER = ("transaction_id", "timestamp", "score", "outcome", "label")


class ScoresFile:
    """A file of scores."""

    def __init__(self, file: Path) -> None:
        """Write over what is there.

        Raises:
            OSError: it cannot be written.
        """
        self._file = file.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(HEADER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, past: PastPayment, decision: Decision) -> None:
        """Add a payment: its score exact, its label as the data has it."""
        transaction, score = past.transaction, f"{EXACT.normalize(decision.score):f}"
        self._writer.writerow((transaction.transaction_id, transaction.timestamp, score, decision.outcome, past.label))
