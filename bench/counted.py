"""What the functions were seen to ask of AWS."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What some transactions had the functions ask of AWS: calls by function and operation, DynamoDB's units."""

    transactions: int
    calls: Mapping[str, Counter[str]]
    write_units: int
    read_units: int

    @property
    def per_thousand(self) -> float:
        return sum(calls.total() for calls in self.calls.values()) / self.transactions * 1000
