"""Metric math as CloudWatch's user guide defines it, as far as alarms here use it: series are equal in their times."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
        tuple(float(true if each else false) for each in condition.values), condition.period
    ),
}


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
