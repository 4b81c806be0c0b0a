"""A month or so of each named world, of few customers and many shops, so that every kind of fraud comes."""

from collections.abc import Mapping, Sequence
from functools import cache

from simulation import WORLDS, LabelledTransaction, World
from tests.simulation.stored_runs import simulated

COUNT = 20_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
IN_EUROS: Mapping[str | None, float] = {None: 1.0, "EUR": 1.0, "GBP": 1.15, "USD": 0.91, "SEK": 0.091}
"""Amounts' worth, roughly; without a currency it is the customer's."""


@cache
def run_of(name: str, seed: int = 7) -> Sequence[LabelledTransaction]:
    """Return the first transactions of a named world: more where fraud is rare, or comes to few customers."""
    count = 3 * COUNT if name in ("quiet", "wallet", "corner_shops", "high_street") else COUNT
    customers = 2000 if name == "corner_shops" else 400
    return simulated(World(seed=seed, name=name, customers=customers, terminals=8000), count)


def frauds(label: str) -> Sequence[tuple[str, Sequence[LabelledTransaction]]]:
    """Return all frauds of a kind, by the world where it happens."""
    return [(name, [t for t in run_of(name) if t.label == label]) for name in WORLDS if label in WORLDS[name].fraud]


def euros(transaction: LabelledTransaction) -> float:
    """Return what a transaction is worth."""
    return float(transaction.amount) * IN_EUROS[transaction.currency]


def owned(transaction: LabelledTransaction, key: str) -> str | None:
    """Return a value of a transaction's metadata."""
    return (transaction.metadata or {}).get(key)
