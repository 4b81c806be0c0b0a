"""The strategies of a stack as the page shows them: what each is, its text, and how it differs from the active one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from fraudctl.console.strategies.side_by_side import Row, Skipped, shortened, side_by_side
from fraudctl.rollout.history_view import caller, change_words
from fraudctl.rollout.running import RunningStrategies
from fraudctl.rollout.table.change import Change
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from fraudctl.strategy.difference import Difference, differences
from fraudctl.strategy.yaml_text import yaml_of
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, PACKAGED
from handlers.decision.strategy.strategy import Strategy

CHANGES = 20
"""Changes that are shown."""


@dataclass(frozen=True, kw_only=True)
class ShownStrategy:
    """A strategy at work: the active one, or one that is tried beside it."""

    pointer: str
    said: str
    strategy: Strategy
    text: str
    differences: Sequence[Difference]
    beside: Sequence[Row | Skipped]
    """Its text beside the active one's, where they differ."""


@dataclass(frozen=True, kw_only=True)
class ShownChange:
    """A change of strategies or lists."""

    change: Change
    words: str
    who: str


def shown_strategies(running: RunningStrategies) -> list[ShownStrategy]:
    """Return the strategies that can be read, the active one first."""
    active = running.strategies.get(ACTIVE)
    text = yaml_of(active.document) if active else ""
    found = []
    for pointer, strategy in running.strategies.items():
        own = yaml_of(strategy.document)
        tried = active is not None and pointer != ACTIVE
        found.append(
            ShownStrategy(
                pointer=pointer,
                said=_said(pointer, running),
                strategy=strategy,
                text=own,
                differences=list(differences(active.document, strategy.document)) if tried and active else [],
                beside=shortened(side_by_side(text, own)) if tried else [],
            )
        )
    return found


def shown_changes(table: DeployedStrategies) -> list[ShownChange]:
    """Return the newest changes.

    Raises:
        CommandError: the table cannot be read.
    """
    return [
        ShownChange(change=each, words=" ".join(change_words(each)), who=caller(each.by))
        for each in islice(table.changes(), CHANGES)
    ]


def _said(pointer: str, running: RunningStrategies) -> str:
    pointers = running.pointers
    if pointer == ACTIVE:
        return "decides; the packaged default" if pointers.active == PACKAGED else "decides"
    if pointer == CHALLENGER:
        return f"decides for {pointers.percent} % of the customers"
    return "decides beside, and changes nothing"
