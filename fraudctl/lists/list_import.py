"""The entries of a file put on their lists, a thousand lines at a time; the same again changes nothing."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from fraudctl.client.refused_lines import RefusedLines
from fraudctl.labels.label_run import beside
from fraudctl.lists.list_file import ListLine, read_lines
from fraudctl.lists.list_writer import ListWriter
from fraudctl.lists.scope import ListScope, UnknownEntry
from handlers.contract.errors import Refused
from handlers.contract.transaction import milliseconds
from handlers.decision.profile.facts import Listing

WINDOW = 1000
"""Lines at a time: ten reads of a hundred entities side by side, then forty writes of 25."""

WRITTEN, UNCHANGED, REFUSED, FAILED = "written", "unchanged", "refused", "failed"
RESULTS = (WRITTEN, UNCHANGED, REFUSED, FAILED)


class ImportSummary(msgspec.Struct, kw_only=True):
    """The results of a file's lines."""

    lines: int = 0
    results: Counter[str] = msgspec.field(default_factory=Counter)
    lists: Counter[str] = msgspec.field(default_factory=Counter)
    """Entries written, by list."""
    refused: RefusedLines = msgspec.field(default_factory=RefusedLines)
    failed: RefusedLines = msgspec.field(default_factory=RefusedLines)

    @property
    def complete(self) -> bool:
        """Return whether every line is in force."""
        return not (self.results[REFUSED] or self.results[FAILED])

    @property
    def counts(self) -> dict[str, int]:
        """Return how many lines came to each result."""
        return {each: self.results[each] for each in RESULTS}

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "lines": self.lines,
            **self.counts,
            "lists": dict(self.lists),
            "refused_lines": self.refused.as_json(),
            "failed_lines": self.failed.as_json(),
        }


class ListImport:
    """Puts the entries of a file on their lists."""

    def __init__(
        self,
        writer: ListWriter,
        scope: ListScope,
        *,
        by: str,
        now: datetime,
        force: bool = False,
        progress: Callable[[ImportSummary], None] = lambda _: None,
    ) -> None:
        self._writer = writer
        self._scope = scope
        self._by = by
        self._now = now
        self._force = force
        self._progress = progress
        self.summary = ImportSummary()
        """Its counts, as far as it has come."""

    def run(self, file: Path) -> ImportSummary:
        """Put all entries on their lists; lines that are none go into FILE.refused.

        Raises:
            CommandError: the file cannot be read, or the table does not answer; the same again goes on.
        """
        beside(file, REFUSED).unlink(missing_ok=True)
        lines = read_lines(file, self._now)
        while window := list(islice(lines, WINDOW)):
            self._take(file, window)
            self._progress(self.summary)
        return self.summary

    def _take(self, file: Path, window: Sequence[tuple[int, ListLine | Refused]]) -> None:
        wanted, places = dict[str, dict[str, Listing | None]](), list[tuple[int, str, str]]()
        refused = list[tuple[int, str]]()
        for number, line in window:
            try:
                key, name, listing = self._entry(line)
            except (Refused, UnknownEntry) as error:
                refused.append((number, str(error)))
                continue
            wanted.setdefault(key, {})[name] = listing  # of two lines on one entry the later counts
            places.append((number, key, name))
        self._refuse(file, refused)
        result = self._writer.change_many(wanted)
        for number, key, name in places:
            ended = WRITTEN if key in result.changed else FAILED if key in result.failed else UNCHANGED
            self._count(ended)
            if ended == WRITTEN:
                self.summary.lists[name] += 1
            elif ended == FAILED:
                self.summary.failed.add(number, result.failed[key])

    def _entry(self, line: ListLine | Refused) -> tuple[str, str, Listing]:
        if isinstance(line, Refused):
            raise line
        entity = self._scope.entity(line.kind, str(line.id))
        name = self._scope.list_name(line.kind, line.list, force=self._force)
        return entity.facts, name, Listing(self._by, milliseconds(self._now), line.until, line.note)

    def _refuse(self, file: Path, refused: Sequence[tuple[int, str]]) -> None:
        for number, reason in refused:
            self._count(REFUSED)
            self.summary.refused.add(number, reason)
        if refused:
            with beside(file, REFUSED).open("a", encoding="utf-8") as target:
                target.writelines(_written(refused))

    def _count(self, ended: str) -> None:
        self.summary.lines += 1
        self.summary.results[ended] += 1


def _written(refused: Sequence[tuple[int, str]]) -> Iterator[str]:
    return (json.dumps({"line": number, "error": reason}, ensure_ascii=False) + "\n" for number, reason in refused)
