"""How a stack fares: each stage's figures over a window, the alarms, and the verdict that follows from them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage's figures; None is unknown, which is something else than zero."""

    name: str
    calls_per_minute: float | None = None
    """Requests to the API, invocations of a function."""
    errors: int | None = None
    """In the window: 5xx answers of the API, failed invocations of a function."""
    throttles: int | None = None
    p99: float | None = None
    """Milliseconds: of the API's answer, of the function's run."""
    age: float | None = None
    """Seconds that the oldest had waited: in the stream before Processing, as an event before Scoring."""
    dead_letters: int | None = None
    """Messages in the stage's queue, now, whether in sight or not."""
    held: int | None = None
    """Those of them that are out of sight: a redrive has them, or had them when it was killed."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """An alarm of the stack, its state as CloudWatch has it, and what it means."""

    name: str
    state: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Health:
    """One look at a stack."""

    stack: str
    taken_at: datetime
    window_minutes: int
    stages: Sequence[Stage]
    alarms: Sequence[Alarm]
    unknown: Sequence[str]
    """What cannot be known here, a line each."""
    alarms_work: bool
    """Whether somebody evaluates the alarms; if not, errors speak for themselves."""
    stored: int | None = None
    """Transactions in the table, where counting them is affordable."""
    scored: int | None = None

    @property
    def alarming(self) -> list[Alarm]:
        """The alarms in alarm."""
        return [alarm for alarm in self.alarms if alarm.state == "ALARM"]

    @property
    def problems(self) -> list[str]:
        """What keeps the stack from being healthy, a line each; empty when it is."""
        found = [f"{alarm.name}: {alarm.meaning}" for alarm in self.alarming]
        found += [
            f"{stage.name}: dead letters waiting: {stage.dead_letters}"
            + (f", of which {stage.held} are held out of sight" if stage.held else "")
            for stage in self.stages
            if stage.dead_letters
        ]
        if not self.alarms_work:
            found += [
                f"{stage.name}: errors in {self.window_minutes} min: {stage.errors}"
                for stage in self.stages
                if stage.errors
            ]
        return found

    def as_json(self) -> dict[str, Any]:
        """For programs; null is unknown."""
        return {
            "stack": self.stack,
            "taken_at": self.taken_at.astimezone(UTC).isoformat(timespec="seconds"),
            "window_minutes": self.window_minutes,
            "healthy": not self.problems,
            "problems": self.problems,
            "stages": [asdict(stage) for stage in self.stages],
            "alarms": [asdict(alarm) for alarm in self.alarms],
            "stored": self.stored,
            "scored": self.scored,
            "unknown": list(self.unknown),
        }
