"""The scores of a backtest as CSV, one payment a line, in the order of event time."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkstemp
from typing import Self, TextIO

from fraudctl.backtest.payment import PastPayment
from handlers.decision.decide import EXACT, Decision

HEADER = ("transaction_id", "timestamp", "score", "outcome", "label")


class ScoresFile:
    """A file of scores that has its name once it is whole: who ends the command halfway finds what was there before."""

    def __init__(self, file: Path) -> None:
        """Write to the file itself, once it is entered, if it is a pipe or a device."""
        self._name = file.resolve()  # what a link leads to
        self._prefix = f"{file.name[:100]}."
        self._unfinished: Path | None = None

    def __enter__(self) -> Self:
        """Begin a file beside it.

        Raises:
            OSError: it cannot be written.
        """
        try:
            self._file = self._open()
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(HEADER)
        except BaseException:  # Ctrl-C may come at once, and `with` calls no `__exit__` before this returns
            if self._unfinished:
                self._unfinished.unlink(missing_ok=True)
            raise
        return self

    def _open(self) -> TextIO:
        if self._name.exists() and not self._name.is_file():
            return self._name.open("w", encoding="utf-8", newline="")
        descriptor, unfinished = mkstemp(prefix=self._prefix, suffix=".part", dir=self._name.parent)
        self._unfinished = Path(unfinished)
        return os.fdopen(descriptor, "w", encoding="utf-8", newline="")

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            self._file.close()
            if self._unfinished and kind is None:
                self._unfinished.chmod(self._mode())
                self._unfinished.replace(self._name)
        finally:
            if self._unfinished:
                self._unfinished.unlink(missing_ok=True)

    def add_all(self, payments: Iterable[PastPayment], decisions: Iterable[Decision]) -> None:
        """Add payments: their scores exact, their labels as the data has them."""
        for past, decision in zip(payments, decisions, strict=True):
            transaction, score = past.transaction, f"{EXACT.normalize(decision.score):f}"
            row = (transaction.transaction_id, transaction.timestamp, score, decision.outcome, past.label)
            self._writer.writerow(row)

    def _mode(self) -> int:
        """Return the rights of the file that is replaced, or those that a new one gets."""
        if self._name.exists():
            return self._name.stat().st_mode & 0o7777
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
