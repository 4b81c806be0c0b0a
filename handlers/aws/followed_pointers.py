"""Following the pointers: the panel that they say, or the nearest to it of what can be loaded."""

import functools
from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec import structs

from handlers.aws.strategy_table import StrategyTable
from handlers.contract.errors import BrokenStrategy
from handlers.decision.panel import Panel
from handlers.decision.strategy.needs import Misplaced, needs_of
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, PACKAGED, SHADOW, Pointers
from handlers.decision.strategy.strategy import Strategy

MOST_KEPT = 8
"""Compiled strategies that an instance keeps, those that were used last: back and forth costs no compiling."""

MOST_FORMER = 3
"""Versions before a broken one that an instance without a last good one tries; each is a read."""


class Followed(NamedTuple):
    """The panel to which pointers led."""

    panel: Panel
    broken: Mapping[str, str]
    """Pointers that could not be followed, with the reason."""


class PointerFollower:
    """Makes panels of pointers; each strategy is read and compiled once."""

    def __init__(self, table: StrategyTable, packaged: Callable[[], Strategy]) -> None:
        """Take the packaged default from `packaged` when it is needed: compiling it is part of a cold start."""
        self._table = table
        self._packaged = functools.cache(packaged)
        self._kept = dict[str, Strategy]()

    def follow(self, pointers: Pointers, last: Panel | None) -> Followed:
        """Return the panel that the pointers say; where the active one is broken, the last good one decides, stale.

        Without a last one, the newest version before it that can be loaded decides, else the packaged default. A shadow
        or challenger that is broken is left out; without its challenger a panel is stale, as that would decide for some
        customers. The override holds whatever is broken: it is the bad day's switch.

        Raises:
            ClientError, BotoCoreError: the table did not answer.
        """
        broken = dict[str, str]()
        try:
            active, is_stale = self._strategy(pointers.active), False
        except BrokenStrategy as error:
            broken[ACTIVE] = str(error)
            active, is_stale = last.active if last else self._former(pointers), True
        challenger = self._beside(CHALLENGER, pointers.challenger, [active], broken)
        others = [active, challenger] if challenger else [active]
        shadow = self._beside(SHADOW, pointers.shadow, others, broken)
        panel = Panel(
            active=active,
            shadow=shadow,
            challenger=challenger,
            percent=pointers.percent if challenger else 0,
            override=pointers.override,
            stale=is_stale or CHALLENGER in broken,
        )
        return Followed(panel, broken)

    def pointers(self) -> Pointers:
        """Return the pointers as the table has them; raise what it raises."""
        return self._table.pointers()

    def packaged(self) -> Panel:
        """Return the panel of the packaged default, stale: nobody knows whether it is what should decide."""
        return stale(Panel.of_one(self._packaged()))

    def _strategy(self, version: str) -> Strategy:
        if version == PACKAGED:
            return self._packaged()
        strategy = self._kept.pop(version, None) or self._table.document(version)
        self._kept[version] = strategy
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return strategy

    def _former(self, pointers: Pointers) -> Strategy:
        for version in reversed(pointers.before[-MOST_FORMER:]):
            try:
                return self._strategy(version)
            except BrokenStrategy:
                continue
        return self._packaged()

    def _beside(
        self, pointer: str, digest: str | None, others: list[Strategy], broken: dict[str, str]
    ) -> Strategy | None:
        """Return the strategy at which a pointer beside the active one points; if it is broken, note why."""
        if digest is None:
            return None
        try:
            strategy = self._strategy(digest)
            needs_of(*others, strategy)
        except (BrokenStrategy, Misplaced) as error:
            broken[pointer] = str(error)
            return None
        return strategy


def stale(panel: Panel) -> Panel:
    """Return a panel whose decisions all say that it may have been replaced."""
    return structs.replace(panel, stale=True)
