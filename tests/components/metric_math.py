"""Metric math as CloudWatch's user guide defines it, as far as alarms here use it: series are equal in their times."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

Scalar = float


@dataclass(frozen=True)
class Series:
    """Values, one a period, the newest last; None where there is no data, which arithmetic takes for 0."""

    values: tuple[float | None, ...]
    period: int

    def _with(self, other: "Series | Scalar", change: Callable[[float, float], float]) -> "Series":
        others = other.values if isinstance(other, Series) else (other,) * len(self.values)
        pairs = zip(self.values, others, strict=True)
        return Series(tuple(float(change(one or 0, another or 0)) for one, another in pairs), self.period)

    def __add__(self, other: "Series | Scalar") -> "Series":
        return self._with(other, lambda one, another: one + another)

    def __mul__(self, other: "Series | Scalar") -> "Series":
        return self._with(other, lambda one, another: one * another)

    __rmul__ = __mul__

    def __sub__(self, other: "Series | Scalar") -> "Series":
        return self._with(other, lambda one, another: one - another)

    def __truediv__(self, other: "Series | Scalar") -> "Series":
        others = other if isinstance(other, Series) else Series((other,) * len(self.values), self.period)
        pairs = zip(self.values, others.values, strict=True)
        return Series(tuple((one or 0) / another if another else None for one, another in pairs), self.period)

    def __gt__(self, other: "Series | Scalar") -> "Series":
        return self._with(other, lambda one, another: one > another)

    def __ge__(self, other: "Series | Scalar") -> "Series":
        return self._with(other, lambda one, another: one >= another)

    def __and__(self, other: "Series") -> "Series":
        return self._with(other, lambda one, another: bool(one) and bool(another))

    def __or__(self, other: "Series") -> "Series":
        return self._with(other, lambda one, another: bool(one) or bool(another))


FUNCTIONS = {
    "FILL": lambda series, value: Series(
        tuple(value if each is None else each for each in series.values), series.period
    ),
    "SUM": lambda series: sum(each or 0 for each in series.values),
    "MAX": lambda series: max(each or 0 for each in series.values),
    "EPOCH": lambda series: Series(
        tuple(float(number * series.period) for number in range(len(series.values))), series.period
    ),
    "IF": lambda condition, true, false: Series(
        tuple(
            yes if each else no
            for each, yes, no in zip(condition.values, *(_each(it, condition) for it in (true, false)), strict=True)
        ),
        condition.period,
    ),
    "LOG": lambda series: Series(
        tuple(log(each) if each and each > 0 else None for each in series.values), series.period
    ),
}


def _each(value: Series | Scalar, beside: Series) -> Sequence[float | None]:
    """Return the values of a series, or a scalar as often as another series has values."""
    return value.values if isinstance(value, Series) else [float(value)] * len(beside.values)


def evaluate(
    expression: str, steps: Mapping[str, str], metrics: Mapping[str, Sequence[float | None]], period: int
) -> list[float | None]:
    """Return the series that an expression and its steps make of metrics."""
    known: dict[str, object] = {**FUNCTIONS}
    known |= {name: Series(tuple(values), period) for name, values in metrics.items()}
    for name, step in steps.items():
        known[name] = _value(step, known)
    result = _value(expression, known)
    assert isinstance(result, Series)
    return list(result.values)


def _value(expression: str, known: dict[str, object]) -> object:
    python = re.sub(r"\bOR\b", "|", re.sub(r"\bAND\b", "&", expression))
    return eval(python, {"__builtins__": {}}, known)  # noqa: S307 -- the program's own expression
