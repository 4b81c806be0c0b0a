"""Numbers of an episode of fraud, by its strength."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.chance import Chance
from simulation.worlds.charge import SECOND
from simulation.worlds.traffic import BLATANT, PLAIN, SUBTLE


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The shape of an episode: how many charges, how long between two, and how large."""

    charges: tuple[int, int]
    pause: tuple[int, int]  # seconds
    amounts: tuple[int, int]  # per cent of what the kind of fraud measures by

    def pause_after(self, chance: Chance) -> int:
        """Return the milliseconds to the next charge: in whole seconds they would tell of fraud."""
        low, high = self.pause
        return chance.between(low * SECOND, high * SECOND)

    def __str__(self) -> str:
        """Return it in words, for the documents."""
        return f"{_range(self.charges)} payments, {_span(self.pause)} apart"


Shapes = Mapping[str, Shape]
"""A shape for each strength."""


def shapes(blatant: Shape, plain: Shape, subtle: Shape) -> Shapes:
    """Return the shapes of a kind of fraud."""
    return {BLATANT: blatant, PLAIN: plain, SUBTLE: subtle}


def _span(seconds: tuple[int, int]) -> str:
    for unit, name in ((3600, "hours"), (60, "minutes")):
        if seconds[1] >= 2 * unit:
            return f"{_range((seconds[0] // unit, seconds[1] // unit))} {name}"
    return f"{_range(seconds)} seconds"


def _range(numbers: tuple[int, int]) -> str:
    low, high = numbers
    return f"{low} to {high}"
