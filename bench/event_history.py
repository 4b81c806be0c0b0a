"""A history of events as Amazon Fraud Detector stored it, read at length: `python -m bench.event_history 1000000`.

It reads events of the sample over and over, each with an id of its own, as `fraudctl` reads a table, and says how many
there are in a second of CPU and how much memory they take: as much for a million as for ten thousand.
"""

import io
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from fraudctl.backtest.columns import Columns
from fraudctl.backtest.data_file import read_payments
from fraudctl.fraud_detector.history.event_mapping import read_mapping
from fraudctl.fraud_detector.history.events import event_reader
from fraudctl.fraud_detector.importing import import_detector, read_source
from fraudctl.fraud_detector.output.folder import files_of
from handlers.contract.errors import Refused

SAMPLES = Path(__file__).parents[1] / "samples" / "fraud-detector"
WARM, MEGABYTE = 10_000, 1024
"""Events after which memory is first looked at; kilobytes, in which Linux counts it."""


class Table(io.RawIOBase):
    """A table that is made as it is read."""

    def __init__(self, rows: Iterator[bytes]) -> None:
        super().__init__()
        self._rows = rows
        self._left = b""

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there are rows."""
        view = memoryview(buffer)
        self._left = self._left or next(self._rows, b"")
        size = min(len(view), len(self._left))
        view[:size], self._left = self._left[:size], self._left[size:]
        return size


def rows(count: int) -> Iterator[bytes]:
    """Yield the header of the sample, and so many of its events."""
    header, *events = (SAMPLES / "events.csv").read_bytes().splitlines(keepends=True)
    place = header.split(b",").index(b"EVENT_ID")
    yield header
    for number, event in enumerate(islice(cycle(events), count)):
        cells = event.split(b",", place + 1)
        cells[place] = b"e-%d" % number
        yield b",".join(cells)


def main() -> None:
    """Read, and print the figures."""
    count = int(sys.argv[1])
    imported = import_detector(read_source(SAMPLES / "exported"), detector="card_payments", meaning={})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mapping.json"
        file.write_text(files_of(imported)["mapping.json"], encoding="utf-8")
        reader = event_reader(read_mapping(file))
    refused, began, warm = 0, time.process_time(), 0
    source = io.BufferedReader(Table(rows(count)), 1 << 16)
    for number, (_, past) in enumerate(read_payments(source, Columns(), "events.csv", reader), 1):
        refused += isinstance(past, Refused)
        if number == WARM:
            warm = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took, most = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = f"{warm / MEGABYTE:.1f} MB at {WARM:,}, {most / MEGABYTE:.1f} MB at the end"
    sys.stdout.write(f"{count:,} events, {refused:,} refused, {count / took:,.0f} a second of CPU; {said}\n")


if __name__ == "__main__":
    main()
