"""Allowances: what a kind's own faults may cause, though the contract forbids it without them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Allowances:
    """The allowances of a kind; there are none unless it says so."""

    alerts_repeat: bool = False
    """A second alert, since a fault may fall between an alert and its record, or deliver a payload twice."""
    crashes: bool = False
    """An answer that no contract knows, since a function may end in the middle of a request."""
    answers_lost: bool = False
    """A payment in a profile again that its ring has let go: the write had taken effect, and nobody heard of it."""
    late_effect: float = 0.0
    """Seconds for which a request may still take effect after its answer; two that overlap within them have raced."""

    def __or__(self, other: Self) -> "Allowances":
        return Allowances(
            alerts_repeat=self.alerts_repeat or other.alerts_repeat,
            crashes=self.crashes or other.crashes,
            answers_lost=self.answers_lost or other.answers_lost,
            late_effect=max(self.late_effect, other.late_effect),
        )

    @staticmethod
    def combined(allowances: Iterable["Allowances"]) -> "Allowances":
        """Return what is allowed where several kinds come together."""
        return reduce(or_, allowances, Allowances())
