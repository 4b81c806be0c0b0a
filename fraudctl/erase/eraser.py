"""The erasure of one entity, step by step; each may be interrupted, and the next run goes on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from fraudctl.erase.known import KnownOf
from fraudctl.erase.mark_table import LEAD, MarkTable
from fraudctl.erase.queues import QueueResult, Queues
from fraudctl.erase.record import Record
from fraudctl.erase.removing import Remover
from fraudctl.erase.rows import Tables
from fraudctl.erase.scanning import SAVE_EVERY, SEGMENTS, Progress, ReadRate
from fraudctl.erase.sweep import Looked, Sweep
from fraudctl.erase.whom import Whom
from fraudctl.errors import CommandError
from fraudctl.terminal.times import format_iso
from handlers.contract.transaction import milliseconds

DRAIN = 150_000
"""Milliseconds after the moment by which every call of a function that began before it has ended: Scoring's, the
longest, take 120 seconds at most."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The result of a run."""

    record: Record | None
    """None of a dry run."""
    counts: Mapping[str, int]
    """Items and messages, by where, that this run erased, or would."""
    queues: QueueResult
    related: Mapping[str, Sequence[str]]
    """Other entities of the transactions, by kind."""
    read_units: float
    """Those that the scans took."""

    @property
    def complete(self) -> bool:
        """Return whether nothing is left."""
        return self.queues.complete

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "record": self.record and self.record.as_json(),
            "found": dict(self.counts),
            "other_entities": {kind: list(ids) for kind, ids in self.related.items()},
            "read_units": self.read_units,
            "messages_held_by_others": self.queues.held,
            "messages_left": self.queues.left,
        }


@dataclass(frozen=True, kw_only=True)
class Eraser:
    """Erases, or with a dry run finds, what a stack has of an entity."""

    client: Any
    tables: Tables
    marks: MarkTable
    whom: Whom
    queues: Callable[[Remover], Queues]
    urls: Mapping[str, str]
    """Those of the queues, by what they are called."""
    caller: Callable[[], str]
    wait: Callable[[float], None]
    """Waits for so many seconds."""
    rate: ReadRate = field(default_factory=ReadRate)
    segments: int = SEGMENTS
    looked: Looked = lambda _table, _items: None
    save_every: float = SAVE_EVERY

    def find(self) -> Found:
        """Return what an erasure would erase now; nothing is changed."""
        sweep = self._sweep(self.marks.read().now + LEAD, Remover(self.client, dry_run=True))
        progress = Progress(None, lambda _: None, segments=self.segments)
        queues = sweep.run(progress, self.queues(sweep.remover), self.urls)
        return self._found(None, sweep, queues)

    def erase(self) -> Found:
        """Mark the entity, wait for the calls that are under way, and erase all from before its moment.

        Raises:
            CommandError, ClientError, BotoCoreError: it was not done to its end; the same again goes on.
        """
        record = self.mark()
        self.wait(max(0, record.moment + DRAIN - self.marks.read().now) / 1000)
        return self.sweep(record)

    def mark(self) -> Record:
        """Mark the entity as erased, unless an interrupted run has; return the record of it; raise as `erase`."""
        return self.marks.begin(self.whom, self.caller())

    def sweep(self, record: Record) -> Found:
        """Erase all from before the moment of a record, which says so then; raise as `erase`."""
        found = self._run(record)
        if not found.complete or found.record is None:
            return found
        erased = msgspec.structs.replace(found.record, state="erased", scanned=None)
        self.marks.keep(erased)
        return replace(found, record=erased)

    def finish(self) -> Found:
        """Erase once more what is from before the moment of an erasure, and take its mark away.

        Raises:
            CommandError: there is none, it is not complete, or it is too early: says from when on.
        """
        record = self.require_waiting()
        found = self._run(record)
        if not found.complete or found.record is None:
            return found
        finished = msgspec.structs.replace(
            found.record,
            state="finished",
            finished_at=format_iso(datetime.fromtimestamp(self.marks.read().now / 1000, UTC)),
            finished_by=self.caller(),
            scanned=None,
        )
        self.marks.finish(self.whom, finished)
        KnownOf(self.client, self.tables, Remover(self.client, dry_run=False), self.whom, record.moment).forget_moment()
        return replace(found, record=finished)

    def require_waiting(self) -> Record:
        """Return the record of the erasure that is to be finished; raise as `finish`."""
        found, named = self.marks.read(), f"{self.whom.entity.kind} {self.whom.entity.id}"
        mark = found.erasures.mark_of(self.whom.entity)
        record = self.marks.record_of(mark) if mark else None
        if record is None:
            raise CommandError(f"no erasure of {named} waits for its finish: `fraudctl erase --list` shows which do")
        if record.state == "begun":
            raise CommandError(f"the erasure of {named} was interrupted: the same without --finish goes on with it")
        if found.now < milliseconds(record.finish_from):
            raise CommandError(
                f"what was received before {format_iso(record.at)} may still arrive: "
                f"the erasure of {named} can be finished from {format_iso(record.finish_from)} on"
            )
        return record

    def _run(self, record: Record) -> Found:
        """Sweep, and keep what was counted in the record, and how far it came, however it ends."""
        sweep = self._sweep(record.moment, Remover(self.client, dry_run=False))

        def so_far(written: str) -> Record:
            return msgspec.structs.replace(record.with_counts(sweep.remover.removed), scanned=written)

        progress = Progress(
            record.scanned,
            lambda written: self.marks.keep(so_far(written)),
            segments=self.segments,
            every=self.save_every,
        )
        try:
            queues = sweep.run(progress, self.queues(sweep.remover), self.urls)
        except BaseException:
            self.marks.keep(so_far(progress.written))
            raise
        kept = so_far(progress.written)
        if not queues.complete:
            self.marks.keep(kept)
        return self._found(kept, sweep, queues)

    def _sweep(self, moment: int, remover: Remover) -> Sweep:
        return Sweep(
            client=self.client,
            tables=self.tables,
            whom=self.whom,
            moment=moment,
            remover=remover,
            rate=self.rate,
            looked=self.looked,
        )

    def _found(self, record: Record | None, sweep: Sweep, queues: QueueResult) -> Found:
        return Found(
            record=record,
            counts=dict(sorted(sweep.remover.removed.items())),
            queues=queues,
            related={kind: sorted(ids) for kind, ids in sweep.related.items() if ids},
            read_units=self.rate.taken,
        )
