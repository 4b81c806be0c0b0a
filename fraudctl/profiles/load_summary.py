"""The result of loading a file of past payments."""

from dataclasses import dataclass, field
from typing import Any

from handlers.contract.fold_request import LoadAnswer


@dataclass(kw_only=True)
class LoadSummary:
    """Counts of a file's lines, by what was done with them."""

    again: bool = False
    """True if lines that were loaded already were sent, too."""
    lines: int = 0
    known: int = 0
    """Lines of earlier runs, which were not sent again."""
    folded: int = 0
    skipped: int = 0
    """Lines that the profiles held already, or do not take."""
    without_entity: int = 0
    labels: int = 0
    refused: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of the lines that cannot be loaded, by reason."""
    written_beside: int = 0
    """Refused lines in the file beside this one; the others could not even be read."""
    late: list[int] = field(default_factory=list)
    """Numbers of the lines whose payment is earlier than that of the line before."""
    unreadable: dict[str, str] = field(default_factory=dict)
    of_other_files: int = 0
    """The most entities of a request that hold another file."""
    ended: str | None = None
    """The reason why the file was not loaded to its end."""

    @property
    def complete(self) -> bool:
        """Return whether every line is loaded, and every entity has all of it."""
        return not (self.refused or self.unreadable or self.ended)

    def add(self, answer: LoadAnswer) -> None:
        """Add what a part's answer says of entities; the same part may come again, for those that were given up."""
        self.unreadable |= answer.unreadable
        self.of_other_files = max(self.of_other_files, answer.of_other_files)

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "complete": self.complete,
            "lines": self.lines,
            "loaded_before": self.known,
            "folded": self.folded,
            "skipped": self.skipped,
            "without_entity": self.without_entity,
            "labels": self.labels,
            "refused": self.refused,
            "late": len(self.late),
            "unreadable": self.unreadable,
            "of_other_files": self.of_other_files,
            "ended": self.ended,
        }
