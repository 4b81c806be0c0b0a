"""The final state of the strategies table, and the times in which each version was pointed at."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chaos.rollout_book import PointerChange
from chaos.versions import first_version

NONE_BEFORE = -math.inf
OFF, PACKAGED = "off", "packaged"


class InForce(NamedTuple):
    """A value of a pointer, in its longest time: from the sending of its change to the answer of the next one."""

    said: str | None
    since: float
    until: float


@dataclass(frozen=True, kw_only=True)
class RolloutState:
    """Rows of the strategies table by partition, and what the decisions came to when they were made again."""

    pointers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    changes: Sequence[Mapping[str, Any]] = ()
    replayed: int = 0
    """Decisions that were made again from what is stored of them."""
    replays_that_differ: Mapping[str, str] = field(default_factory=dict)
    """By id, what another one came to."""

    @property
    def overrides(self) -> frozenset[str]:
        """Return the answers that were ever put in place of all outcomes."""
        return frozenset(str(each["after"]) for each in self.changes if each["action"] == "override") - {OFF}

    def times_of(self, pointer: str, attempts: Sequence[PointerChange]) -> Sequence[InForce]:
        """Return what a pointer said one after the other; `attempts` know when its changes were made."""
        by_note = {each.note: each for each in attempts if each.note}
        first = first_version().digest if pointer == "active" else None
        known = {0: (first, NONE_BEFORE, NONE_BEFORE)}
        for row in self.changes:
            if pointer in row.get("made", ()) and (attempt := by_note.get(row.get("note", ""))):
                known[int(row["made"][pointer])] = (_said(row, pointer), attempt.sent, attempt.answered)
        for each in attempts:
            if each.made and each.made[0] == pointer:
                known[each.made[1]] = (each.made[2], each.sent, each.answered)
        return list(_intervals([known[version] for version in sorted(known)]))


def _said(row: Mapping[str, Any], pointer: str) -> str | None:
    """Return what a pointer says after a change: of those that it was not about, that they were ended."""
    if pointer == "active":
        return first_version().digest if row["after"] == PACKAGED else str(row["after"])
    if row["action"] not in ("deploy", "override") or row["after"] == OFF:
        return None
    return str(row["after"])


def _intervals(known: Sequence[tuple[str | None, float, float]]) -> Iterator[InForce]:
    ends = [answered for _, _, answered in known[1:]] + [math.inf]
    for (said, sent, _), until in zip(known, ends, strict=True):
        yield InForce(said, sent, until)
