"""The scores of a backtest as CSV, one payment a line, in the order of event time."""

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from fraudctl.backtest.payment import PastPayment
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
    """Open a file that has its name once it is whole: who ends the command halfway finds what was there before.

    A pipe or a device is written to at once.

    Raises:
        OSError: it cannot be written.
    """
    target = name.resolve()  # what a link leads to
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="") as file:
            yield ScoresFile(file)
        return
    unfinished = target.with_name(f"{name.name[:100]}.{token_hex(8)}.part")  # known before it is there, to be removed
    try:
        with open(unfinished, "x", encoding="utf-8", newline="", opener=_open_private) as file:
            yield ScoresFile(file)
        unfinished.chmod(_mode(target))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _open_private(file: str, flags: int) -> int:
    return os.open(file, flags, 0o600)


def _mode(file: Path) -> int:
    """Return the rights of the file that is replaced, or those that a new one gets."""
    if file.exists():
        return file.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
