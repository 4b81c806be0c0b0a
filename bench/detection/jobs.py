"""The measures of `make detection`, each of which one process takes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.detection.handbook.models import measure_models
from bench.detection.handbook.protocol import BOOK, Protocol
from bench.detection.handbook.run import measure_handbook
from bench.detection.run import Setting, measure
from bench.detection.trained import TrainedSetting, measure_trained
from bench.detection.turning import measure_turning
from simulation import HANDBOOK, HOUSEHOLDS, REGISTRATIONS, WORLDS

HANDBOOK_MODELS = "handbook_models"
LARGE, TURNING = "large", "turning"

QUICK = Protocol(first=16, length=5, number=2)
"""Days of a short look at the handbook's world."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A measure, and how long it takes beside the others."""

    measure: Callable[[], dict[str, Any]]
    weight: int


@dataclass(frozen=True, kw_only=True)
class Size:
    """The sizes of all worlds."""

    town_days: int = 45
    customers: int = 500
    days: int = 30
    large: tuple[int, int] = (101_000, 4)
    """Customers and days: a world of a size that nothing was tuned on."""
    turning: tuple[str, str, int, int] = ("corner_shops", "kiosks", 1_000, 90)
    """A world whose frauds change half way, to those of another, which it did not have; customers and days."""
    handbook: int = 5_000
    protocol: Protocol = BOOK
    households: tuple[int, int, int] = (300, 365, 273)
    registrations: tuple[int, int, int] = (150, 365, 273)
    """Customers, days, and those of them that are trained on: nine months of a year."""


WHOLE = Size()
SMALL = Size(
    town_days=3,
    customers=40,
    days=5,
    large=(400, 2),
    turning=("kiosks", "travel", 200, 64),
    handbook=500,
    protocol=QUICK,
    households=(280, 130, 100),
    registrations=(100, 90, 60),
)


def jobs(seed: int, *, quick: bool = False) -> dict[str, Job]:
    """Return all measures by name, in the order in which the page has them."""
    size = SMALL if quick else WHOLE
    handbook = Setting(world=HANDBOOK, customers=size.handbook, days=size.protocol.days, seed=seed)
    town = Setting(world=None, customers=None, days=size.town_days, seed=seed)
    named = {name: Setting(world=name, customers=size.customers, days=size.days, seed=seed) for name in WORLDS}
    large = Setting(world="web_shop", customers=size.large[0], days=size.large[1], seed=seed)
    world, other, customers, days = size.turning
    turning = Setting(world=world, customers=customers, days=days, seed=seed, turns_to=other)
    return {
        HANDBOOK: Job(measure=partial(measure_handbook, handbook, size.protocol), weight=50),
        HANDBOOK_MODELS: Job(measure=partial(measure_models, handbook, size.protocol), weight=100),
        HOUSEHOLDS: _trained(HOUSEHOLDS, size.households, seed, weight=70),
        REGISTRATIONS: _trained(REGISTRATIONS, size.registrations, seed, weight=40),
        TURNING: Job(measure=partial(measure_turning, turning), weight=65),
        "town": Job(measure=partial(measure, town), weight=5),
        **{name: Job(measure=partial(measure, setting), weight=10) for name, setting in named.items()},
        LARGE: Job(measure=partial(measure, large), weight=60),
    }


def _trained(name: str, size: tuple[int, int, int], seed: int, weight: int) -> Job:
    customers, days, trained_days = size
    world = Setting(world=name, customers=customers, days=days, seed=seed)
    return Job(measure=partial(measure_trained, TrainedSetting(world=world, trained_days=trained_days)), weight=weight)
