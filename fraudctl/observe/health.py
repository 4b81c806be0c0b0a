"""The health of a stack: each stage's figures over a window, the alarms, the problems, and a command for each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from fraudctl.observe.suggested_commands import command_for_alarm, command_for_errors, command_for_queue
from fraudctl.terminal.times import format_iso


@dataclass(frozen=True, kw_only=True)
class StageHealth:
    """A stage's figures; None is unknown, which is not zero."""

    name: str
    calls_per_minute: float | None = None
    """Requests to the API, invocations of a function."""
    errors: int | None = None
    """In the window: 5xx answers of the API, failed invocations of a function."""
    throttles: int | None = None
    p99: float | None = None
    """Milliseconds: of the API's answer, of the function's run."""
    age: float | None = None
    """Seconds for which the oldest had waited: in the stream before Processing, as an event before Scoring."""
    dead_letters: int | None = None
    """Messages in the stage's dead-letter queue now, visible or held."""
    held: int | None = None
    """Those of them that are in flight: a redrive has them, or had them when it was killed."""


@dataclass(frozen=True, kw_only=True)
class AlarmState:
    """An alarm of the stack, its state as CloudWatch has it, and its meaning."""

    name: str
    state: str
    meaning: str


class Remedy(NamedTuple):
    """A problem, and the `fraudctl` command that solves it or shows more, if there is one."""

    problem: str
    command: str | None


@dataclass(frozen=True, kw_only=True)
class Health:
    """The state of a stack at one time."""

    stack: str
    taken_at: datetime
    window_minutes: int
    stages: Sequence[StageHealth]
    alarms: Sequence[AlarmState]
    unknown: Sequence[str]
    """Figures that cannot be known here, a line each."""
    alarms_work: bool
    """True if somebody evaluates the alarms; if not, errors count as problems."""
    local: bool = False
    """True for the deployment on this machine, which commands find without its name."""
    stored: int | None = None
    """Transactions in the table, where counting them is affordable."""
    scored: int | None = None

    @property
    def alarming(self) -> list[AlarmState]:
        """Return the alarms that are in alarm."""
        return [alarm for alarm in self.alarms if alarm.state == "ALARM"]

    @property
    def remedies(self) -> list[Remedy]:
        """Return the problems of the stack, each with its command; empty when it is healthy."""
        stages = [stage.name for stage in self.stages]
        remedies = [
            Remedy(f"{alarm.name}: {alarm.meaning}", command_for_alarm(alarm.name, stages, self.window_minutes))
            for alarm in self.alarming
        ]
        for stage in self.stages:
            if stage.dead_letters:
                held = f", of which {stage.held} are held out of sight" if stage.held else ""
                problem = f"{stage.name}: dead letters waiting: {stage.dead_letters}{held}"
                remedies.append(Remedy(problem, command_for_queue(stage.name, held=bool(stage.held))))
        if not self.alarms_work:
            remedies += [
                Remedy(
                    f"{stage.name}: errors in {self.window_minutes} min: {stage.errors}",
                    command_for_errors(stage.name, self.window_minutes),
                )
                for stage in self.stages
                if stage.errors
            ]
        return remedies

    @property
    def problems(self) -> list[str]:
        """Return the problems alone."""
        return [each.problem for each in self.remedies]

    def command(self, words: str) -> str:
        """Return a command as a person types it for this stack."""
        return f"fraudctl {words}" + ("" if self.local else f" --stack {self.stack}")

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; null is unknown."""
        remedies = [(each.problem, self.command(each.command) if each.command else None) for each in self.remedies]
        return {
            "stack": self.stack,
            "taken_at": format_iso(self.taken_at),
            "window_minutes": self.window_minutes,
            "healthy": not remedies,
            "problems": [problem for problem, _ in remedies],
            "remedies": [{"problem": problem, "command": command} for problem, command in remedies],
            "stages": [asdict(stage) for stage in self.stages],
            "alarms": [asdict(alarm) for alarm in self.alarms],
            "stored": self.stored,
            "scored": self.scored,
            "unknown": list(self.unknown),
        }
