"""How a stack fares: each stage's figures over a window, the alarms, and the verdict that follows from them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from fraudctl.observe.remedies import of_alarm, of_errors, of_queue
from fraudctl.terminal.times import format_iso


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


class Finding(NamedTuple):
    """A problem, and the words of the `fraudctl` command that mends it or tells more of it, if there is one."""

    says: str
    mend: str | None


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
    local: bool = False
    """Whether it is the deployment on this machine, which commands find without its name."""
    stored: int | None = None
    """Transactions in the table, where counting them is affordable."""
    scored: int | None = None

    @property
    def alarming(self) -> list[Alarm]:
        """The alarms in alarm."""
        return [alarm for alarm in self.alarms if alarm.state == "ALARM"]

    @property
    def findings(self) -> list[Finding]:
        """What keeps the stack from being healthy, with the command that mends it; empty when it is."""
        stages = [stage.name for stage in self.stages]
        found = [
            Finding(f"{alarm.name}: {alarm.meaning}", of_alarm(alarm.name, stages, self.window_minutes))
            for alarm in self.alarming
        ]
        for stage in self.stages:
            if stage.dead_letters:
                held = f", of which {stage.held} are held out of sight" if stage.held else ""
                says = f"{stage.name}: dead letters waiting: {stage.dead_letters}{held}"
                found.append(Finding(says, of_queue(stage.name, held=bool(stage.held))))
        if not self.alarms_work:
            found += [
                Finding(
                    f"{stage.name}: errors in {self.window_minutes} min: {stage.errors}",
                    of_errors(stage.name, self.window_minutes),
                )
                for stage in self.stages
                if stage.errors
            ]
        return found

    @property
    def problems(self) -> list[str]:
        """The findings in words alone."""
        return [finding.says for finding in self.findings]

    def command(self, words: str) -> str:
        """Return a command as it is typed for this stack."""
        return f"fraudctl {words}" + ("" if self.local else f" --stack {self.stack}")

    def as_json(self) -> dict[str, Any]:
        """Return it for programs; null is unknown."""
        findings = [(each.says, self.command(each.mend) if each.mend else None) for each in self.findings]
        return {
            "stack": self.stack,
            "taken_at": format_iso(self.taken_at),
            "window_minutes": self.window_minutes,
            "healthy": not findings,
            "problems": [says for says, _ in findings],
            "remedies": [{"problem": says, "command": command} for says, command in findings],
            "stages": [asdict(stage) for stage in self.stages],
            "alarms": [asdict(alarm) for alarm in self.alarms],
            "stored": self.stored,
            "scored": self.scored,
            "unknown": list(self.unknown),
        }
