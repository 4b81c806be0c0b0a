"""Payments of any number in the order of their event time, whatever the order in which they came.

They are sorted on disk once they are more than memory should hold, so that an unordered file is no worse than any.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import msgspec

from fraudctl.backtest.payment import PastPayment
from fraudctl.errors import CommandError

WRITTEN_AT_ONCE = 1_000
READ_AT_ONCE = 100
"""Payments that are written in one call, and that leave at once: as many as fit into a processor's cache."""

CACHE = 64 * 1024
"""KiB in memory; what is more is in a temporary file, which has no name and so never stays behind."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(PastPayment).decode

_REPEATS = """
CREATE TABLE repeats AS
SELECT place, first FROM (
    SELECT place, first_value(place) OVER each_id AS first
    FROM payments WINDOW each_id AS (PARTITION BY id ORDER BY place)
) WHERE place > first
"""
_WITH_THE_FIRST = """
SELECT repeated.line, repeated.payment, first.payment FROM repeats
JOIN payments AS repeated USING (place) JOIN payments AS first ON first.place = repeats.first
ORDER BY repeats.place
"""


class EventOrder:
    """Payments that come in any order, and leave in that of (timestamp, id); the first with an id stands."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(f"PRAGMA cache_size = -{CACHE}")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA temp_store = FILE")
        self._database.execute(
            "CREATE TABLE payments (place INTEGER PRIMARY KEY, line, timestamp INTEGER, id TEXT, payment BLOB)"
        )
        self._waiting: list[tuple[int | str, int, str, bytes]] = []
        self.count = 0
        """Payments that were added, or, after `repeats`, that remain."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def add(self, line: int | str, payment: PastPayment) -> None:
        """Add the payment of a line, or of what has an id in place of a number.

        Raises:
            CommandError: the disk is full.
        """
        transaction = payment.transaction
        self._waiting.append((line, transaction.timestamp, transaction.transaction_id, _encode(payment)))
        self.count += 1
        if len(self._waiting) == WRITTEN_AT_ONCE:
            self._write()

    def repeats(self) -> Iterator[tuple[int | str, bool]]:
        """Take out all payments that have an earlier one's id; yield the line of each, and whether it is the same.

        It is the same if the API would hold it for a repeat: amounts of 37.8 and 37.80 are, whatever the labels say.

        Raises:
            CommandError: the disk is full.
        """
        self._write()
        with _disk():
            self._database.execute(_REPEATS)
            self._database.execute("CREATE UNIQUE INDEX repeated ON repeats (place)")
            for line, payment, first in self._database.execute(_WITH_THE_FIRST):
                self.count -= 1
                yield line, _decode(payment).transaction == _decode(first).transaction

    def __iter__(self) -> Iterator[list[PastPayment]]:
        """Yield the payments that remain, in order, some at once.

        Raises:
            CommandError: the disk is full.
        """
        with _disk():
            found = self._database.execute(
                "SELECT payment FROM payments WHERE place NOT IN (SELECT place FROM repeats) ORDER BY timestamp, id"
            )
            while some := found.fetchmany(READ_AT_ONCE):
                yield [_decode(payment) for (payment,) in some]

    def _write(self) -> None:
        with _disk():
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO payments (line, timestamp, id, payment) VALUES (?, ?, ?, ?)", self._waiting
            )
            self._database.execute("COMMIT")
        self._waiting.clear()


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CommandError(f"the payments cannot be sorted on disk: {error}; TMPDIR says where it is tried") from error
