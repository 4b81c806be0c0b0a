"""The strategy that comes with this version: it says where the ids of entities stand in a payment."""

from collections.abc import Iterator
from pathlib import Path

from emulator.emulator import PROJECT
from fraudctl.errors import CommandError
from handlers.decision.condition.texts import comparable
from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.places import MERCHANT, IdPlace
from handlers.decision.strategy.strategy import Strategy
from strategies.loading import load_source
from strategies.reading import UnreadableFile, read

STRATEGY = PROJECT / "strategies" / "default.yaml"

SEED_STRATEGY = PROJECT / "strategies" / "default-1.yaml"
"""The first default: the seed's three rules, on amount and merchant alone."""


def packaged_strategy(file: Path = STRATEGY) -> Strategy:
    """Return the strategy by which every stack decides, or another that comes with this version.

    Raises:
        CommandError: its file was changed and is broken.
    """
    try:
        strategy = load_source(read(file))
    except UnreadableFile as error:
        raise CommandError(str(error)) from None
    if isinstance(strategy, Strategy):
        return strategy
    raise CommandError(f"{file} is broken: `fraudctl strategy check {file}` says where")


def packaged_strategies() -> Iterator[Strategy]:
    """Yield every strategy that comes with this version, earlier defaults too.

    Raises:
        CommandError: the file of one was changed and is broken.
    """
    return map(packaged_strategy, sorted(STRATEGY.parent.glob("*.yaml")))


def entity_of(kind: str, written: str, strategy: Strategy) -> EntityKey:
    """Return the entity that a person means, of a kind that the strategy has, as profiles know it."""
    return entity_at(strategy.entities[kind], kind, written)


def entity_at(place: IdPlace, kind: str, written: str) -> EntityKey:
    """Return the entity of an id as it stands at its place in a payment."""
    return EntityKey(kind, comparable(written) if place.field == MERCHANT else written)
