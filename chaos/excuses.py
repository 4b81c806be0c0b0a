"""What a kind's own faults excuse, which the contract forbids where they do not occur."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, kw_only=True)
class Excuses:
    """Nothing is excused unless a kind says so."""

    alerts_repeat: bool = False
    """A fault may fall between an alert and its record, or deliver a payload twice: a second alert is right."""
    crashes: bool = False
    """A function may end in the middle of a request: an answer that no contract knows is right."""
    outlived: float = 0.0
    """Seconds for which a request may still take effect after its answer: two that overlap by then are a race."""

    def __or__(self, other: Self) -> "Excuses":
        return Excuses(
            alerts_repeat=self.alerts_repeat or other.alerts_repeat,
            crashes=self.crashes or other.crashes,
            outlived=max(self.outlived, other.outlived),
        )

    @staticmethod
    def of_all(excuses: "Iterable[Excuses]") -> "Excuses":
        """Return what is excused where several kinds come together."""
        return reduce(or_, excuses, Excuses())
