"""A simulation of labelled transactions: customers with habits, and fraud that departs from them."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice, takewhile

from simulation.day import DAY
from simulation.handbook.payments import HandbookWorld
from simulation.households.payments import HouseholdsWorld
from simulation.region import Region
from simulation.registrations.events import RegistrationsWorld
from simulation.stream import labelled_transactions
from simulation.town import create_town
from simulation.transaction import LEGITIMATE, LabelledTransaction
from simulation.world import (
    DEFAULT_START,
    HANDBOOK,
    HANDBOOK_START,
    HOUSEHOLDS,
    LATEST_START,
    NAMES,
    REGISTRATIONS,
    World,
    is_integer,
)
from simulation.worlds.named import WORLDS
from simulation.worlds.society import Society
from simulation.worlds.stream import world_transactions

__all__ = [
    "DEFAULT_START",
    "HANDBOOK",
    "HANDBOOK_START",
    "HOUSEHOLDS",
    "LATEST_START",
    "LEGITIMATE",
    "NAMES",
    "REGISTRATIONS",
    "WORLDS",
    "LabelledTransaction",
    "World",
    "simulate",
    "simulate_world",
]


def simulate(count: int, seed: int, start: datetime | int = DEFAULT_START) -> Iterator[LabelledTransaction]:
    """Return the first `count` transactions of a town, about 1,000 for each simulated day; more at `simulate_world`.

    Raises:
        ValueError: an argument breaks its rule; raised at the call, not at the first transaction.
    """
    return simulate_world(World(seed=seed, start=start), count=count)


def simulate_world(world: World, *, count: int | None = None, days: int | None = None) -> Iterator[LabelledTransaction]:
    """Return the first `count` transactions of a world, those of its first `days`, or whichever ends first.

    They come lazily, in order of time; a shorter run is the beginning of a longer one. Identifiers repeat with the
    world, so sending a run twice makes duplicates and nothing else.

    Raises:
        ValueError: an argument breaks its rule; raised at the call, not at the first transaction.
    """
    if count is None and days is None:
        raise ValueError("count or days must be given: a world has no end")
    for name, number in {"count": count, "days": days}.items():
        if number is not None and (not is_integer(number) or number < 1):
            raise ValueError(f"{name} must be an integer of at least 1, not {number!r}")
    run = _endless(world)
    if days is not None:
        end = world.first_millisecond + days * DAY
        run = takewhile(lambda transaction: transaction.timestamp < end, run)
    return islice(run, count)


def _endless(world: World) -> Iterator[LabelledTransaction]:
    if world.name == HANDBOOK:
        return HandbookWorld(
            seed=world.seed,
            start=world.first_millisecond,
            customers=world.number_of_customers,
            terminals=world.number_of_terminals,
        ).transactions()
    if world.name == HOUSEHOLDS:
        households = HouseholdsWorld(
            seed=world.seed, start=world.first_millisecond, customers=world.number_of_customers
        )
        return households.transactions()
    if world.name == REGISTRATIONS:
        registrations = RegistrationsWorld(
            seed=world.seed, start=world.first_millisecond, a_day=world.number_of_customers
        )
        return registrations.transactions()
    if world.name is not None:
        society = Society(
            world.name,
            seed=world.seed,
            start=world.first_millisecond,
            customers=world.number_of_customers,
            shops=world.number_of_terminals,
        )
        turn = None
        if world.turns_to is not None and world.turns_after is not None:
            turn = world.first_millisecond + world.turns_after * DAY, society.with_frauds_of(world.turns_to)
        return world_transactions(society, world.first_millisecond, turn)
    if world.customers is None:
        return labelled_transactions(create_town, world.seed, world.first_millisecond)
    region = Region(seed=world.seed, customers=world.customers, terminals=world.number_of_terminals)
    return labelled_transactions(lambda _: region, world.seed, world.first_millisecond)
