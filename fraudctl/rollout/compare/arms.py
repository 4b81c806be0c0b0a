"""The arms of an experiment beside each other: rates, with intervals by the customers that were assigned. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from fraudctl.rollout.compare.cluster_ratio import Estimate, difference, ratio
from fraudctl.rollout.compare.decision import ComparedDecision
from handlers.decision.arms import CHALLENGER, CONTROL
from handlers.decision.strategy.strategy import Strategy

ARMS = (CONTROL, CHALLENGER)

Counted = tuple[float, float]
"""A decision's share of a rate: what is counted, and what it is counted of."""


def _one_of(found: bool) -> Counted:  # noqa: FBT001 -- a condition
    return float(found), 1.0


RATES: Mapping[str, Callable[[ComparedDecision], Counted]] = {
    "reviewed": lambda each: _one_of(each.outcome == "review"),
    "declined": lambda each: _one_of(each.outcome == "decline"),
    "alerted": lambda each: _one_of(each.alerted),
    "precision": lambda each: (float(bool(each.fraud)), 1.0) if each.alerted and each.fraud is not None else (0.0, 0.0),
}
"""Rates of payments; precision is of the alerts that have a label."""

FRAUD_VALUE = "fraud value"
"""The share of the value paid that was approved and is labelled fraud, of payments in the most frequent currency."""

Units = dict[str, list[float]]
"""By unit, the two sums of a rate."""


@dataclass(frozen=True, kw_only=True)
class ArmFigures:
    """The figures of an arm."""

    decisions: int
    units: int
    """Customers, or other entities, that were assigned to it."""
    labelled: int
    frauds: int
    rates: Mapping[str, Estimate | None]


@dataclass
class ArmComparison:
    """Counts of the decisions of an experiment, by arm and unit."""

    strategy: Strategy
    percent: int
    since: datetime | None = None
    """The last change of the percentage: before, the arms had other shares of the customers, and of the days."""
    earlier: int = 0
    """Decisions of the experiment before that, which are left out."""
    _units: dict[tuple[str, str], Units] = field(default_factory=lambda: defaultdict(dict))
    """By arm and rate; fraud value also by currency."""
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _assigned: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _currencies: Counter[str] = field(default_factory=Counter)

    def add(self, decision: ComparedDecision) -> bool:
        """Count a decision of this experiment at its percentage of now; return False for any other."""
        arm = decision.basis.arm
        if arm is None or arm.experiment != self.strategy.digest:
            return False
        if self.since and decision.scored_at and decision.scored_at < self.since:
            self.earlier += 1
            return False
        self._assigned[arm.name].add(arm.unit)
        self._counts[arm.name, "decisions"] += 1
        self._counts[arm.name, "labelled"] += decision.fraud is not None
        self._counts[arm.name, "frauds"] += bool(decision.fraud)
        self._currencies[decision.currency] += 1
        for name, counted in RATES.items():
            self._count(arm.name, name, arm.unit, counted(decision))
        lost = decision.amount if decision.fraud and decision.told == "approve" else 0
        self._count(arm.name, f"{FRAUD_VALUE} {decision.currency}", arm.unit, (float(lost), float(decision.amount)))
        return True

    @property
    def currency(self) -> str:
        """Return the currency of most payments; empty without any."""
        return max(self._currencies, key=lambda each: (self._currencies[each], each), default="")

    @property
    def arms(self) -> Mapping[str, ArmFigures]:
        """Return the figures of each arm."""
        return {arm: self._figures(arm) for arm in ARMS}

    @property
    def differences(self) -> Mapping[str, Estimate | None]:
        """Return how much more the challenger has of each rate."""
        arms = self.arms
        return {
            name: difference(arms[CHALLENGER].rates[name], arms[CONTROL].rates[name]) for name in (*RATES, FRAUD_VALUE)
        }

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "strategy": self.strategy.name,
            "digest": self.strategy.digest,
            "percent": self.percent,
            "since": self.since,
            "earlier": self.earlier,
            "currency": self.currency,
            "arms": {name: asdict(each) for name, each in self.arms.items()},
            "differences": {name: each and asdict(each) for name, each in self.differences.items()},
        }

    def _count(self, arm: str, name: str, unit: str, counted: Counted) -> None:
        sums = self._units[arm, name].setdefault(unit, [0.0, 0.0])
        sums[0] += counted[0]
        sums[1] += counted[1]

    def _figures(self, arm: str) -> ArmFigures:
        decisions, labelled, frauds = (self._counts[arm, name] for name in ("decisions", "labelled", "frauds"))
        named = {name: name for name in RATES} | {FRAUD_VALUE: f"{FRAUD_VALUE} {self.currency}"}
        rates = {name: self._ratio(arm, counted) for name, counted in named.items()}
        if not labelled:
            rates[FRAUD_VALUE] = None  # nobody said anything: that is no evidence of no fraud
        units = len(self._assigned[arm])
        return ArmFigures(decisions=decisions, units=units, labelled=labelled, frauds=frauds, rates=rates)

    def _ratio(self, arm: str, name: str) -> Estimate | None:
        return ratio([(sums[0], sums[1]) for sums in self._units[arm, name].values()])
