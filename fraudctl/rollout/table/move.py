"""A move of pointers: their new contents, and the words for them.

A move holds on condition that the pointers which it changes, and those that it was checked against, are still as they
were read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, PACKAGED, Pointers


@dataclass(frozen=True, kw_only=True)
class Move:
    """New contents of pointers, and what the record of it says."""

    read: Pointers
    action: str
    pointer: str
    """The one that it is about; of promote the one that is promoted."""
    rows: Mapping[str, Mapping[str, Any]]
    """The new content of each pointer that is changed: an empty one points at nothing."""
    held: Collection[str] = ()
    """Pointers that must stay as they were read, too."""
    before: str | None = None
    after: str | None = None
    percent: int | None = None
    stopped: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Return the pointers of which it needs that nobody else has changed them."""
        return {*self.rows, *self.held}

    @property
    def made(self) -> dict[str, int]:
        """Return the version that each changed pointer gets."""
        return {name: self.read.versions.get(name, 0) + 1 for name in self.rows}


def said(pointer: str, percent: int | None = None) -> str:
    """Return a pointer as a sentence names it."""
    named = {
        ACTIVE: "active strategy",
        CHALLENGER: "challenger" + (f" for {percent} % of customers" if percent else ""),
    }
    return named.get(pointer, pointer)


def short(version: str) -> str:
    """Return a version as a person reads it."""
    return "the packaged default" if version == PACKAGED else version[:12]
