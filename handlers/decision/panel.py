"""The strategies that are in force at one moment: which one decides, and which ones are tried beside it."""

from collections.abc import Iterable
from typing import Self

import msgspec

from handlers.decision.arms import Arm, arm_of, unit_of
from handlers.decision.entity.entities import EntityKey
from handlers.decision.strategy.needs import Needs, needs_of
from handlers.decision.strategy.pointers import Override
from handlers.decision.strategy.strategy import Strategy


class Panel(msgspec.Struct, frozen=True):
    """The active strategy, those beside it, and the bad day's switch."""

    active: Strategy
    shadow: Strategy | None = None
    """It decides too, and changes nothing."""
    challenger: Strategy | None = None
    """It decides for a share of the customers."""
    percent: int = 0
    """Of the customers, for whom the challenger decides."""
    override: Override | None = None
    """The answer in place of every decision's own."""
    stale: bool = False
    """True if these may have been replaced over a minute ago: every decision says so."""

    @classmethod
    def of_one(cls, strategy: Strategy) -> Self:
        """Return a panel of a strategy alone."""
        return cls(strategy)

    @property
    def needs(self) -> Needs:
        """Return what all of them read together; raise Misplaced if that cannot be."""
        return needs_of(self.active, *filter(None, (self.shadow, self.challenger)))

    def arm(self, entities: Iterable[EntityKey]) -> Arm | None:
        """Return the arm of a payment of these entities; None without a challenger, or without anybody to assign."""
        if self.challenger is None or (unit := unit_of(entities, self.challenger.entities)) is None:
            return None
        return arm_of(unit, self.challenger.digest, self.percent)
