"""The exports in the ledger: the lines of a kind's payments in their files, and when each began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ExportedLine = Mapping[str, Any]
"""A payment as a line of a file has it."""


@dataclass(frozen=True, kw_only=True)
class ExportOfKind:
    """The lines of a kind's payments in one finished export; times are in epoch milliseconds."""

    kind: str
    began: float
    """The time at which its first run began; what was complete by then has to be in it."""
    since: int
    until: int
    """The event times that it is of, the second one left out."""
    lines: Mapping[tuple[str, int], Sequence[ExportedLine]]
    """By id and timestamp."""
    broken_files: Sequence[str]
    """Files that are not what the manifest says."""
    interrupted: int
    """Runs that were ended, by somebody or by an error, and gone on with."""

    @property
    def payments(self) -> int:
        """Count the payments."""
        return len(self.lines)
