"""How long to measure, and how to say what is being measured."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Say = Callable[[str], None]
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The whole measurement, or a quick look."""

    quick: bool = False

    def pick(self, *, full: Value, quick: Value) -> Value:
        return quick if self.quick else full
