"""What became of the messages of a queue."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from fraudctl.recovery.errors import StreamPosition

Ended = Literal["empty", "most", "interrupted", "hopeless"]
"""Why a run came to its end; `empty`: no more was given out; `hopeless`: nothing could be brought back any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageResult:
    """What became of a message.

    `duplicate` means that nothing of its work was left to do; `repeat`, that another message of this run holds the same
    record, which `place` names.
    """

    message_id: str
    kind: Literal["redriven", "duplicate", "repeat", "poison", "failed"]
    reason: str = ""
    subject: str = ""
    transactions: int = 0
    """That were brought back by it; of poison too, where there were good ones beside the bad."""
    place: StreamPosition | None = None


@dataclass(kw_only=True)
class RedriveResult:
    """What became of a queue's messages; in a dry run, what would become of them."""

    dry_run: bool
    taken: int = 0
    redriven: int = 0
    transactions: int = 0
    """Brought back, in whatever messages; a dry run cannot tell how many of them are done already."""
    duplicate: int = 0
    repeats: int = 0
    discarded: list[MessageResult] = field(default_factory=list)
    poison: list[MessageResult] = field(default_factory=list)
    """Kept for a person to look at."""
    failed: list[MessageResult] = field(default_factory=list)
    """Kept for a later run."""
    ended: Ended = "empty"
    held: int = 0
    """Messages that others hold out of sight: this run has not seen them."""
    held_until: datetime | None = None
    """When they are back in sight at the latest, if it is a redrive or a reconciliation that took them."""
    in_sight: int = 0
    """Messages that the queue counts as in sight and yet did not give out."""

    @property
    def unseen(self) -> int:
        """The messages that it came to the queue's end without."""
        return self.held + self.in_sight if self.ended == "empty" else 0

    @property
    def complete(self) -> bool:
        """Whether nothing that was asked for stays behind."""
        return not self.poison and not self.failed and not self.unseen and self.ended in ("empty", "most")

    def add(self, outcome: MessageResult, *, discarded: bool) -> None:
        """Counts one more; `discarded` is about poison only."""
        self.taken += 1
        self.transactions += outcome.transactions
        match outcome.kind:
            case "redriven":
                self.redriven += 1
            case "duplicate":
                self.duplicate += 1
            case "repeat":
                self.repeats += 1
            case "failed":
                self.failed.append(outcome)
            case "poison":
                (self.discarded if discarded else self.poison).append(outcome)

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs; null is unknown."""
        kept = {"poison": self.poison, "failed": self.failed, "discarded": self.discarded}
        lists = {
            name: [{"message": each.message_id, "subject": each.subject, "reason": each.reason} for each in outcomes]
            for name, outcomes in kept.items()
        }
        counts = {
            "taken": self.taken,
            "redriven": self.redriven,
            "transactions": None if self.dry_run else self.transactions,
            "duplicate": self.duplicate,
            "repeats": self.repeats,
            "held": self.held,
            "held_until": self.held_until and self.held_until.isoformat(timespec="seconds"),
            "in_sight": self.in_sight,
        }
        return {"dry_run": self.dry_run, "ended": self.ended, **counts, **lists}
