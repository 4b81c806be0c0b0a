"""Lines of a file that cannot be taken, by reason."""

from dataclasses import dataclass, field
from typing import Any

MOST_LISTED = 10
"""Numbers of lines that are kept of a reason: a file of any length may be broken from end to end."""

MOST_REASONS = 100
OTHER = "other reasons"


@dataclass
class Lines:
    """Lines, counted, and the numbers of the first."""

    count: int = 0
    first: list[int | str] = field(default_factory=list)

    def add(self, number: int | str) -> None:
        """Add a line, or what has an id in place of a number."""
        self.count += 1
        if len(self.first) < MOST_LISTED:
            self.first.append(number)


@dataclass
class RefusedLines:
    """Lines by the reason for which they were left out."""

    by_reason: dict[str, Lines] = field(default_factory=dict)

    def add(self, number: int | str, reason: str) -> None:
        """Add a line."""
        if reason not in self.by_reason and len(self.by_reason) >= MOST_REASONS:
            reason = OTHER
        self.by_reason.setdefault(reason, Lines()).add(number)

    @property
    def count(self) -> int:
        """Return how many there are."""
        return sum(each.count for each in self.by_reason.values())

    def as_json(self) -> dict[str, Any]:
        """Return them for a program."""
        return {reason: {"count": lines.count, "first_lines": lines.first} for reason, lines in self.by_reason.items()}
