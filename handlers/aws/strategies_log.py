"""The lines that a function writes about the strategies it goes by: one a read, and a warning for what is wrong."""

from collections.abc import Mapping

from handlers.aws.log import Logger
from handlers.aws.metrics import MetricCounts, Metrics
from handlers.decision.panel import Panel
from handlers.decision.strategy.pointers import Pointers

DIGITS = 12
"""As much of a digest as tells strategies apart in a log; rows and alerts have all of it."""


class StrategiesLog:
    """The lines of one function."""

    def __init__(self, log: Logger, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics

    def read(self, pointers: Pointers, panel: Panel, broken: Mapping[str, str]) -> None:
        """Write which strategies are in force, and why a pointer could not be followed."""
        for pointer, reason in broken.items():
            self._log.warning("strategy broken", pointer=pointer, reason=reason)
        beside = {"shadow": panel.shadow, "challenger": panel.challenger}
        self._log.info(
            "strategies",
            active=panel.active.digest[:DIGITS],
            **{name: strategy.digest[:DIGITS] for name, strategy in beside.items() if strategy},
            **({"percent": panel.percent} if panel.challenger else {}),
            **({"override": panel.override} if panel.override else {}),
            **({"stale": True} if panel.stale else {}),
            **self._metrics.of(StrategyChanges=pointers.changes, StrategiesBroken=len(broken)),
        )

    def damaged(self, reason: str) -> None:
        """Write that the pointers themselves cannot be read."""
        self._log.warning("strategy broken", reason=reason, **self._metrics.of(StrategiesBroken=1))

    def unread(self, reason: str, changes: int | None) -> None:
        """Write that the table did not answer, and how many changes are known since before."""
        counts: MetricCounts = {} if changes is None else {"StrategyChanges": changes}
        self._log.warning("strategies unread", reason=reason, **(self._metrics.of(**counts) if counts else {}))
