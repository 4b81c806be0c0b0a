"""Axes of a chart: where a value stands, and the ticks that tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

TICKS = 4
"""Intervals of an axis, about."""

NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An axis from a value to another, even or by powers of ten."""

    label: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return the place of a value, from 0 at the beginning to 1 at the end; what is beyond stands there."""
        low, high, value = min(self.low, self.high), max(self.low, self.high), min(max(value, self.low), self.high)
        if self.logarithmic:
            low, high, value = log10(low), log10(high), log10(value)
        return (value - low) / (high - low)


def share_axis(label: str = "") -> Axis:
    """Return an axis of shares, from none to all."""
    return Axis(label=label, low=0, high=1, ticks=[(each / 4, f"{each * 25} %") for each in range(5)])


def unit_axis(label: str) -> Axis:
    """Return an axis of scores, from 0 to 1."""
    return Axis(label=label, low=0, high=1, ticks=[(each / 5, f"{each / 5:g}") for each in range(6)])


def even_axis(label: str, least: float, most: float) -> Axis:
    """Return an axis on which equal steps are equally long."""
    least, most = min(least, 0.0), max(most, 0.0)
    step = _step(most - least)
    low, high = floor(least / step), max(ceil(most / step), floor(least / step) + 1)
    ticks = [(each * step, compact(each * step)) for each in range(low, high + 1)]
    return Axis(label=label, low=low * step, high=high * step, ticks=ticks)


def log_axis(label: str, least: float, most: float) -> Axis:
    """Return an axis by powers of ten, of values above 0."""
    low, high = floor(log10(least)), ceil(log10(most))
    high = max(high, low + 1)
    ticks = [(10.0**each, compact(10.0**each)) for each in range(low, high + 1)]
    return Axis(label=label, low=10.0**low, high=10.0**high, ticks=ticks, logarithmic=True)


def listed_axis(label: str, values: Sequence[float]) -> Axis:
    """Return an axis by powers of ten, on which these values are told and no others."""
    ticks = [(each, compact(each)) for each in values]
    return Axis(label=label, low=values[0], high=max(values[-1], values[0] * 2), ticks=ticks, logarithmic=True)


def compact(value: float) -> str:
    """Return a number in few characters: 0.25, 1,500, 25k, 1.5M."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if letter == 'k' else size):.10g}{letter}"
    return f"{value:,.10g}"


def _step(length: float) -> float:
    if length <= 0:
        return 1.0
    size = 10.0 ** floor(log10(length / TICKS))
    return next(each * size for each in NICE if each * size * TICKS >= length * (1 - 1e-9))
