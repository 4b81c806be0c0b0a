"""One payment before it has an identifier: what habits and scenarios produce."""

from dataclasses import dataclass

from simulation.market import Place
from simulation.population import Customer


@dataclass(frozen=True, kw_only=True)
class Purchase:
    at: int  # epoch milliseconds
    customer: Customer
    place: Place
    cents: int  # of the customer's currency
    label: str
