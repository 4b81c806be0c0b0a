"""Two texts side by side, with what is other in each. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "changed", "removed", "added"]

SIGNS = {"same": " ", "changed": "~", "removed": "-", "added": "+"}
"""Signs of the changes, so that colour is never the only one."""

AROUND = 2
"""Lines that are shown before and after a difference."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of each text, beside each other; None where the other text has one more."""

    change: Change
    left: str | None
    right: str | None
    left_number: int | None
    right_number: int | None

    @property
    def sign(self) -> str:
        """Return the sign of the change."""
        return SIGNS[self.change]


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A part that both texts have alike, and that is not shown."""

    lines: int


def side_by_side(left: str, right: str) -> list[Row]:
    """Return all lines of two texts beside each other."""
    return list(_rows(left.splitlines(), right.splitlines()))


def shortened(rows: Sequence[Row], around: int = AROUND) -> list[Row | Skipped]:
    """Return the rows that differ, with some around them, and how many were left out between."""
    shown = {
        near
        for place, row in enumerate(rows)
        if row.change != "same"
        for near in range(max(0, place - around), min(len(rows), place + around + 1))
    }
    found, skipped = list[Row | Skipped](), 0
    for place, row in enumerate(rows):
        if place in shown:
            if skipped:
                found.append(Skipped(lines=skipped))
            found.append(row)
            skipped = 0
        else:
            skipped += 1
    return [*found, Skipped(lines=skipped)] if skipped else found


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    for tag, one, one_end, two, two_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for place in range(max(one_end - one, two_end - two)):
            of_left, of_right = one + place < one_end, two + place < two_end
            yield Row(
                change="same"
                if tag == "equal"
                else "changed"
                if of_left and of_right
                else "removed"
                if of_left
                else "added",
                left=left[one + place] if of_left else None,
                right=right[two + place] if of_right else None,
                left_number=one + place + 1 if of_left else None,
                right_number=two + place + 1 if of_right else None,
            )


def _change(*, of_left: bool, of_right: bool) -> Change:
    if of_left and of_right:
        return "changed"
    return "removed" if of_left else "added"
