"""What a measurement hands back: figures with their goals, and series to plot."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """The bound that a figure has to keep."""

    sense: Literal["≤", "≥"]
    bound: float

    def met(self, value: float) -> bool:
        return value <= self.bound if self.sense == "≤" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.sense} {shown(self.bound)}"


def at_most(bound: float) -> Goal:
    return Goal(sense="≤", bound=bound)


def at_least(bound: float) -> Goal:
    return Goal(sense="≥", bound=bound)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value; `beside` says what it is measured against."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None
    beside: str = ""

    @property
    def verdict(self) -> Literal["met", "missed", ""]:
        """Empty where there is no goal."""
        if self.goal is None:
            return ""
        return "met" if self.goal.met(self.value) else "missed"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "goal": asdict(self.goal) if self.goal else None,
            "verdict": self.verdict or None,
            "beside": self.beside,
        }


@dataclass(kw_only=True)
class Measured:
    """One row of the table: its figures, its series by plot and name, and remarks on how they came about."""

    figures: list[Figure] = field(default_factory=list)
    series: dict[str, dict[str, Points]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, goal: Goal | None = None, beside: str = "") -> None:
        self.figures.append(Figure(name=name, value=value, unit=unit, goal=goal, beside=beside))

    def as_json(self) -> dict[str, Any]:
        return {
            "figures": [figure.as_json() for figure in self.figures],
            "series": self.series,
            "remarks": self.remarks,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Measured":
        return cls(
            figures=[_figure(each) for each in content["figures"]],
            series=dict(content["series"]),
            remarks=list(content["remarks"]),
        )


def _figure(content: Mapping[str, Any]) -> Figure:
    known = {name: value for name, value in content.items() if name != "verdict"}
    return Figure(**{**known, "goal": Goal(**known["goal"]) if known["goal"] else None})


def shown(value: float) -> str:
    """Three significant digits, thousands apart; whole numbers whole."""
    if value == int(value) or abs(value) >= 100:  # noqa: PLR2004 -- three digits stand before the point
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.4f}"  # noqa: PLR2004 -- below it cents would be 0
