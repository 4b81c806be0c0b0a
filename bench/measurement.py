"""Measurements: figures with their goals, series to plot, and the scale on which they are taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeVar

Points = Sequence[tuple[float, float]]
Say = Callable[[str], None]
"""Tell the reader the step that is being measured."""
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The whole measurement, or a quick one."""

    quick: bool = False

    def pick(self, *, full: Value, quick: Value) -> Value:
        """Return the value for this scale."""
        return quick if self.quick else full


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A bound that a figure has to keep."""

    sense: Literal["≤", "≥"]
    bound: float

    def is_met(self, value: float) -> bool:
        """Return whether the value keeps the bound, which itself is allowed."""
        return value <= self.bound if self.sense == "≤" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.sense} {format_value(self.bound)}"


def at_most(bound: float) -> Goal:
    """Return the goal not to exceed the bound."""
    return Goal(sense="≤", bound=bound)


def at_least(bound: float) -> Goal:
    """Return the goal to reach the bound."""
    return Goal(sense="≥", bound=bound)


@dataclass(frozen=True, kw_only=True)
class MeasuredFigure:
    """One measured value; `beside` says what it is measured against."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None
    beside: str = ""

    @property
    def verdict(self) -> Literal["met", "missed", ""]:
        """Return whether the goal is met or missed; empty where there is none."""
        if self.goal is None:
            return ""
        return "met" if self.goal.is_met(self.value) else "missed"

    def as_json(self) -> dict[str, Any]:
        """Return the figure as it is printed as JSON."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "goal": asdict(self.goal) if self.goal else None,
            "verdict": self.verdict or None,
            "beside": self.beside,
        }


@dataclass(kw_only=True)
class Measurement:
    """The results of one measure: its figures, its series by plot and name, and remarks on how they were taken."""

    figures: list[MeasuredFigure] = field(default_factory=list)
    series: dict[str, dict[str, Points]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, goal: Goal | None = None, beside: str = "") -> None:
        """Add a figure."""
        self.figures.append(MeasuredFigure(name=name, value=value, unit=unit, goal=goal, beside=beside))

    def as_json(self) -> dict[str, Any]:
        """Return the results as they are printed as JSON."""
        return {
            "figures": [figure.as_json() for figure in self.figures],
            "series": self.series,
            "remarks": self.remarks,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Measurement":
        """Return the results that `as_json` printed."""
        return cls(
            figures=[_figure(each) for each in content["figures"]],
            series=dict(content["series"]),
            remarks=list(content["remarks"]),
        )


def _figure(content: Mapping[str, Any]) -> MeasuredFigure:
    known = {name: value for name, value in content.items() if name != "verdict"}
    return MeasuredFigure(**{**known, "goal": Goal(**known["goal"]) if known["goal"] else None})


def format_value(value: float) -> str:
    """Return the value with three significant digits, thousands separated; whole numbers stay whole."""
    if value == int(value) or abs(value) >= 100:  # noqa: PLR2004 -- three digits stand before the point
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.4f}"  # noqa: PLR2004 -- below it cents would be 0
