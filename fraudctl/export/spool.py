"""The lines of an export that is under way, in one file that knows how far it has come; SQLite writes all or nothing.

Lines and the place up to which a segment of the table was read are written together, each line under its key. So a run
that was ended anywhere goes on where it stopped, and has no line twice. They leave in the order of event time.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

from fraudctl.errors import CommandError

DAY = 86_400_000
"""Milliseconds."""

DONE = "done"
"""The place of a segment that was read to its end."""

_TABLES = """
CREATE TABLE IF NOT EXISTS payments (timestamp INTEGER, id TEXT, line BLOB, PRIMARY KEY (timestamp, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS segments (number INTEGER PRIMARY KEY, place TEXT);
CREATE TABLE IF NOT EXISTS columns (name TEXT, kind TEXT, PRIMARY KEY (name, kind)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
"""


class Line(NamedTuple):
    """A payment's line, under its key."""

    timestamp: int
    identity: str
    written: bytes


class Spool:
    """The lines found so far."""

    def __init__(self, file: Path) -> None:
        """Open it, or make it.

        Raises:
            CommandError: another run has it open.
        """
        self._database = sqlite3.connect(file, isolation_level=None, timeout=0)
        with _errors(file):
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(f"BEGIN EXCLUSIVE; {_TABLES} COMMIT;")
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def places(self) -> Mapping[int, str]:
        """Return up to where each segment was read, of those that were begun."""
        return dict(self._database.execute("SELECT number, place FROM segments"))

    def add(
        self,
        segment: int,
        place: str,
        lines: Sequence[Line],
        columns: Collection[tuple[str, str]],
        counts: Mapping[str, int],
    ) -> None:
        """Add the lines of a page, the columns that they have, each with a kind in it, and the place after the page.

        Raises:
            CommandError: the disk is full.
        """
        with _errors(self._file):
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR REPLACE INTO payments VALUES (?, ?, ?)", lines)
            self._database.executemany("INSERT OR IGNORE INTO columns VALUES (?, ?)", columns)
            self._database.executemany(
                "INSERT INTO counts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET number = number + excluded.number",
                list(counts.items()),
            )
            self._database.execute("INSERT OR REPLACE INTO segments VALUES (?, ?)", (segment, place))
            self._database.execute("COMMIT")

    def counts(self) -> dict[str, int]:
        """Return what was counted beside the lines, by name."""
        return dict(self._database.execute("SELECT name, number FROM counts"))

    def columns(self) -> dict[str, list[str]]:
        """Return the kinds of value in each column, the columns in the order of their names."""
        found: dict[str, list[str]] = {}
        for name, kind in self._database.execute("SELECT name, kind FROM columns ORDER BY name, kind"):
            found.setdefault(name, []).extend([kind] if kind else [])
        return found

    def days(self) -> Iterator[int]:
        """Yield the days, counted from the epoch, that have payments."""
        query, after = "SELECT MIN(timestamp) FROM payments WHERE timestamp >= ?", 0
        while (first := self._database.execute(query, (after,)).fetchone()[0]) is not None:
            yield first // DAY
            after = (first // DAY + 1) * DAY

    def lines_of(self, day: int) -> Iterator[bytes]:
        """Yield the lines of a day in the order of event time."""
        query = "SELECT line FROM payments WHERE timestamp >= ? AND timestamp < ? ORDER BY timestamp, id"
        for (line,) in self._database.execute(query, (day * DAY, (day + 1) * DAY)):
            yield line


@contextmanager
def _errors(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise CommandError(f"{file.parent}: another export is under way there") from error
        raise CommandError(f"{file}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise CommandError(f"{file} is damaged ({error}): remove {file.parent}, and begin anew") from error
