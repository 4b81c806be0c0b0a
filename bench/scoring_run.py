"""The results of simulated invocations of Scoring."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(kw_only=True)
class ScoringRun:
    """The results of simulated batches; times are in seconds since the first."""

    delays: list[tuple[float, float]] = field(default_factory=list)
    """Of each payment, when it came and the seconds until its score was written."""
    spans: list[tuple[float, float]] = field(default_factory=list)
    """Of each invocation, when it began and when it ended."""
    races: int = 0
    """Writes of profiles that others overtook."""
    given_up: Counter[str] = field(default_factory=Counter)
    """Parts of batches for which a profile was given up, by its key."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Payments in these parts that the profile lacks."""

    def at_once(self, since: float, until: float) -> float:
        """Return the invocations that run at a time between two times, on average."""
        within = ((max(began, since), min(ended, until)) for began, ended in self.spans)
        return sum(max(0.0, ended - began) for began, ended in within) / (until - since)

    @property
    def most_at_once(self) -> int:
        """Return the most invocations that run at a time."""
        most = now = 0
        for _, change in sorted([(each[0], 1) for each in self.spans] + [(each[1], -1) for each in self.spans]):
            now += change
            most = max(most, now)
        return most
