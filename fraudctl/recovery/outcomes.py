"""What became of the messages of a queue."""

from dataclasses import dataclass, field
from typing import Any, Literal

Ended = Literal["empty", "most", "interrupted", "hopeless"]
"""Why a run came to its end; `hopeless`: nothing could be brought back any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a message; `duplicate` means that all its work was done before."""

    message_id: str
    kind: Literal["redriven", "duplicate", "poison", "failed"]
    reason: str = ""
    subject: str = ""


@dataclass(kw_only=True)
class Redriven:
    """What became of a queue's messages; in a dry run, what would become of them."""

    dry_run: bool
    taken: int = 0
    redriven: int = 0
    duplicate: int = 0
    discarded: list[Outcome] = field(default_factory=list)
    poison: list[Outcome] = field(default_factory=list)
    """Kept for a person to look at."""
    failed: list[Outcome] = field(default_factory=list)
    """Kept for a later run."""
    ended: Ended = "empty"

    @property
    def complete(self) -> bool:
        """Whether nothing that was asked for stays behind."""
        return not self.poison and not self.failed and self.ended in ("empty", "most")

    def add(self, outcome: Outcome, *, discarded: bool) -> None:
        """Counts one more; `discarded` is about poison only."""
        self.taken += 1
        match outcome.kind:
            case "redriven":
                self.redriven += 1
            case "duplicate":
                self.duplicate += 1
            case "failed":
                self.failed.append(outcome)
            case "poison":
                (self.discarded if discarded else self.poison).append(outcome)

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        kept = {"poison": self.poison, "failed": self.failed, "discarded": self.discarded}
        lists = {
            name: [{"message": each.message_id, "subject": each.subject, "reason": each.reason} for each in outcomes]
            for name, outcomes in kept.items()
        }
        counts = {"taken": self.taken, "redriven": self.redriven, "duplicate": self.duplicate}
        return {"dry_run": self.dry_run, "ended": self.ended, **counts, **lists}
