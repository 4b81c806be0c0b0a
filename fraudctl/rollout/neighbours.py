"""Strategies that read together: those that find the id of one kind of entity in different places cannot."""

from collections.abc import Mapping

from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.rollout.table.documents import BrokenDocument, UnknownVersion
from fraudctl.rollout.table.strategies_table import DeployedStrategies
from handlers.decision.strategy.needs import Misplaced, needs_of
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, PACKAGED, SHADOW, Pointers
from handlers.decision.strategy.strategy import Strategy


def version_of(table: DeployedStrategies, version: str) -> Strategy:
    """Return the strategy of a version; the packaged default is that of this version of the command line.

    Raises:
        UnknownVersion, BrokenDocument: what the version points at cannot be followed.
        CommandError: the table cannot be read.
    """
    return packaged_strategy() if version == PACKAGED else table.document(version)


def require_fit(table: DeployedStrategies, read: Pointers, strategy: Strategy, pointer: str) -> None:
    """Raise unless a strategy can read together with those beside which the pointer would put it.

    One beside it that cannot be followed is no reason to refuse what replaces the active strategy.

    Raises:
        CommandError: it clashes with one of them, or the active one cannot be followed.
    """
    for name, version in _others(read, pointer).items():
        try:
            other = version_of(table, version)
        except (UnknownVersion, BrokenDocument):
            if name == ACTIVE:
                raise
            continue
        if clash := _clash(strategy, other):
            way_out = f": `fraudctl strategy stop {name}` first, or name it alike" if name != ACTIVE else ""
            raise CommandError(f"it cannot be {pointer} beside the {name}: {clash}{way_out}")


def clashing(table: DeployedStrategies, read: Pointers, strategy: Strategy) -> list[str]:
    """Return the shadow and the challenger, as far as they cannot read together with a strategy that becomes active.

    Raises:
        CommandError: the table cannot be read.
    """
    found = []
    for name, version in _others(read, ACTIVE).items():
        try:
            if _clash(strategy, version_of(table, version)):
                found.append(name)
        except (UnknownVersion, BrokenDocument):  # the functions leave it out by themselves
            continue
    return found


def _others(read: Pointers, pointer: str) -> Mapping[str, str]:
    """Return the versions that other pointers point at, by pointer."""
    pointed = {ACTIVE: read.active, SHADOW: read.shadow, CHALLENGER: read.challenger}
    return {name: version for name, version in pointed.items() if version and name != pointer}


def _clash(one: Strategy, other: Strategy) -> str | None:
    try:
        needs_of(one, other)
    except Misplaced as error:
        return str(error)
    return None
