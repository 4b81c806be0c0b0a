"""The record of an erasure in the strategies table: who, when, of which kind, how much; nothing of the person."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self

import msgspec

from fraudctl.terminal.times import format_iso
from handlers.decision.erasure import Mark

ERASURE_KIND = "erasure"
"""The partition of the strategies table that holds them."""

WAIT = timedelta(days=15)
"""Until an erasure may be finished: a dead-letter queue keeps a message for 14 days, the stream a record for one."""

State = Literal["begun", "erased", "finished", "repeated"]


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One erasure; times are in ISO 8601."""

    id: str
    """The moment and the reference, so that they sort by time."""
    reference: str
    of: str
    """The kind of entity."""
    moment: int
    """In epoch milliseconds: what was received before it is erased."""
    by: str
    state: State = "begun"
    counts: dict[str, int] = {}
    """Items and messages that were erased, by where."""
    finished_at: str | None = None
    finished_by: str | None = None
    scanned: str | None = None
    """The places that an interrupted run has come to."""

    @classmethod
    def begun(cls, mark: Mark, by: str) -> Self:
        """Return the record of an erasure that begins."""
        return cls(id=record_id(mark), reference=mark.reference, of=mark.kind, moment=mark.moment, by=by)

    @classmethod
    def in_row(cls, row: Mapping[str, Any]) -> Self:
        """Return the record in a row, as plain values.

        Raises:
            msgspec.ValidationError: somebody changed it by hand.
        """
        plain = {name: row[name] for name in cls.__struct_encode_fields__ if name in row}
        counts = {name: int(count) for name, count in plain.get("counts", {}).items()}
        return msgspec.convert({**plain, "moment": int(plain["moment"]), "counts": counts}, cls)

    @property
    def row(self) -> dict[str, Any]:
        """Return the row that holds it, as plain values."""
        return {"kind": ERASURE_KIND, **msgspec.to_builtins(self)}

    @property
    def at(self) -> datetime:
        """Return the moment."""
        return datetime.fromtimestamp(self.moment / 1000, UTC)

    @property
    def finish_from(self) -> datetime:
        """Return from when on it may be finished."""
        return self.at + WAIT

    def with_counts(self, counts: Mapping[str, int]) -> Self:
        """Return it with more counted."""
        summed = {name: self.counts.get(name, 0) + counts.get(name, 0) for name in (*self.counts, *counts)}
        return msgspec.structs.replace(self, counts={name: count for name, count in summed.items() if count})

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "reference": self.reference,
            "kind": self.of,
            "moment": format_iso(self.at),
            "by": self.by,
            "state": self.state,
            "erased": self.counts,
            "finish_from": None if self.state in ("finished", "repeated") else format_iso(self.finish_from),
            "finished_at": self.finished_at,
            "finished_by": self.finished_by,
        }


def record_id(mark: Mark) -> str:
    """Return the id of the record of a mark."""
    return f"{format_iso(datetime.fromtimestamp(mark.moment / 1000, UTC))}#{mark.reference}"
