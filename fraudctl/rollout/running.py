"""The strategies that a stack decides by, tries beside, or decides by for a share of its customers."""

from collections.abc import Mapping
from dataclasses import dataclass

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.rollout.table.documents import BrokenDocument, UnknownVersion
from fraudctl.rollout.table.strategies_table import TABLE_EXPORT, DeployedStrategies
from fraudctl.stacks.target import Target
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, PACKAGED, SHADOW, Pointers
from handlers.decision.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class RunningStrategies:
    """The strategies by the pointer that names them, the active one first."""

    pointers: Pointers
    strategies: Mapping[str, Strategy]
    broken: Mapping[str, str]
    """Pointers whose strategy cannot be read, with the reason: the functions leave it out, too."""


def running_strategies(table: DeployedStrategies) -> RunningStrategies:
    """Return the strategies that the pointers name now.

    Raises:
        CommandError: the table cannot be read, or a pointer was damaged by hand.
    """
    pointers = table.pointers()
    named = {ACTIVE: pointers.active, SHADOW: pointers.shadow, CHALLENGER: pointers.challenger}
    found, broken = dict[str, Strategy](), dict[str, str]()
    for pointer, digest in named.items():
        if digest is None:
            continue
        try:
            found[pointer] = packaged_strategy() if digest == PACKAGED else table.document(digest)
        except (UnknownVersion, BrokenDocument) as error:
            broken[pointer] = str(error)
    return RunningStrategies(pointers=pointers, strategies=found, broken=broken)


def strategy_naming(kind: str, target: Target) -> Strategy:
    """Return the strategy of a stack that has a kind of entity: the active one, else one tried beside it.

    Stacks of a release without strategies at run time have the packaged default.

    Raises:
        CommandError: none has it, or the strategies cannot be read.
    """
    if TABLE_EXPORT in target.exports:
        running = running_strategies(DeployedStrategies.of(target))
        strategies, broken = list(running.strategies.values()), running.broken
    else:
        strategies, broken = [packaged_strategy()], {}
    for strategy in strategies:
        if kind in strategy.entities:
            return strategy
    named = ", ".join(sorted({each for strategy in strategies for each in strategy.entities}))
    unread = "".join(f"; the {pointer} strategy cannot be read: {why}" for pointer, why in broken.items())
    raise CommandError(f"{kind} is no entity of the strategies of stack {target.stack}; they have {named}{unread}")
