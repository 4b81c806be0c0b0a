"""Rows of any number: their features in a file, and what became of the payments in arrays of few bytes each."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fraudctl.errors import CommandError
from fraudctl.train.mixing import mixed
from fraudctl.train.rows import Row

NEVER = -1
"""A label of which nobody says when it was received."""

WRITTEN_AT_ONCE = 256 * 1024
"""Values that are held before they are written."""


class Outcomes:
    """The outcomes of payments, in the order of their event time; times are in epoch milliseconds."""

    def __init__(self) -> None:
        self.times = array("q")
        self.received = array("q")
        """The time at which the label was received; NEVER where nobody says."""
        self.frauds, self.declined, self.labelled = bytearray(), bytearray(), bytearray()
        self.customers = array("q")
        """A number for each customer, the same of the same one; 0 for none."""

    def __len__(self) -> int:
        """Return how many payments there are."""
        return len(self.times)

    def add(self, row: Row) -> None:
        """Add what became of a payment."""
        self.times.append(row.timestamp)
        self.received.append(NEVER if row.label_received is None else row.label_received)
        self.frauds.append(row.fraud)
        self.declined.append(row.declined)
        self.labelled.append(row.labelled)
        self.customers.append(0 if row.customer_id is None else mixed(row.customer_id) or 1)


class Table:
    """The rows of a training: their features in `values.bin`, floats of 32 bits as the walk compares."""

    def __init__(self, folder: Path, columns: int) -> None:
        self.folder, self.columns = folder, columns
        self.outcomes = Outcomes()

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.outcomes)

    @property
    def values(self) -> Path:
        """Return the file of the features."""
        return self.folder / "values.bin"

    def write(self, rows: Iterable[Row]) -> None:
        """Write rows, in order.

        Raises:
            CommandError: the disk is full.
        """
        try:
            with self.values.open("wb") as file:
                self._write(rows, file)
        except OSError as error:
            raise CommandError(f"the rows cannot be held on disk: {error}; TMPDIR says where it is tried") from error

    def _write(self, rows: Iterable[Row], file: BinaryIO) -> None:
        waiting, add = array("f"), self.outcomes.add
        for row in rows:
            waiting.extend(row.values)
            add(row)
            if len(waiting) >= WRITTEN_AT_ONCE:
                waiting.tofile(file)
                del waiting[:]
        waiting.tofile(file)

    @contextmanager
    def reader(self) -> Iterator["Rows"]:
        """Open the features for reading."""
        with self.values.open("rb") as file:
            yield Rows(file, self.columns)


class Rows:
    """The features of a table, read one row at a time."""

    def __init__(self, file: BinaryIO, columns: int) -> None:
        self._file, self._columns = file, columns

    def at(self, place: int) -> Sequence[float]:
        """Return the features of a row."""
        found = array("f")
        self._file.seek(4 * self._columns * place)
        found.fromfile(self._file, self._columns)
        return found
