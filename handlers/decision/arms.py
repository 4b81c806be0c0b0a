"""Arms of an experiment: a challenger decides for a share of the customers, the active strategy for the others."""

import hashlib
from collections.abc import Container, Iterable
from typing import Literal

import msgspec

from handlers.decision.entity.entities import EntityKey
from handlers.decision.entity.feature import PLACES

CHALLENGER, CONTROL = "challenger", "control"

CUSTOMER = "customer"

WHOLE = 10_000
"""Shares that an experiment tells apart: hundredths of a per cent."""


class Arm(msgspec.Struct, frozen=True):
    """The arm of an experiment that a decision belongs to."""

    experiment: str
    """The challenger's digest."""
    name: Literal["challenger", "control"]
    unit: str
    """The first 16 hexadecimal digits of a hash of the entity that was assigned: as many units as are different."""


def unit_of(entities: Iterable[EntityKey], named: Container[str]) -> EntityKey | None:
    """Return the entity that an experiment assigns: the customer, else the first by name of the kinds that are named.

    Never the terminal or the merchant: it would take all of their customers along.
    """
    units = {each.kind: each for each in entities if each.kind in named and each.kind not in PLACES}
    return units.get(CUSTOMER) or min(units.values(), default=None)


def arm_of(unit: EntityKey, experiment: str, percent: int) -> Arm:
    """Return the arm of an entity; a greater percentage adds entities to the challenger's arm and takes none away."""
    share = int.from_bytes(_hash(f"{experiment}\0{unit.kind}\0{unit.id}")[:8]) % WHOLE
    name: Literal["challenger", "control"] = "challenger" if share < percent * WHOLE // 100 else "control"
    return Arm(experiment, name, _hash(f"{unit.kind}\0{unit.id}")[:8].hex())


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
