"""The result of a redrive: of each message, and of the whole run."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from fraudctl.recovery.errors import StreamPosition

Ended = Literal["empty", "most", "interrupted", "hopeless"]
"""The reason why a run ended.

`empty`: the queue returned nothing more. `most`: the limit was reached. `hopeless`: the circuit is open, since several
batches in a row failed.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageResult:
    """The result of one message.

    `duplicate` means that nothing of its work was left to do; `repeat`, that another message of this run holds the same
    record, which `position` names.
    """

    message_id: str
    kind: Literal["redriven", "duplicate", "repeat", "conflict", "poison", "failed"]
    reason: str = ""
    subject: str = ""
    transactions: int = 0
    """RedriveResult by it; by a poison message too, where there were good transactions beside the bad."""
    position: StreamPosition | None = None


@dataclass(kw_only=True)
class RedriveResult:
    """The result of a run over a queue; of a dry run, what it would be."""

    dry_run: bool
    taken: int = 0
    redriven: int = 0
    transactions: int = 0
    """RedriveResult, in whatever messages; a dry run cannot tell how many of them are done already."""
    duplicate: int = 0
    repeats: int = 0
    discarded: list[MessageResult] = field(default_factory=list)
    poison: list[MessageResult] = field(default_factory=list)
    """Kept for a person to look at."""
    conflicts: list[MessageResult] = field(default_factory=list)
    """Kept for a person to settle with the client, who was told something else than what is stored."""
    failed: list[MessageResult] = field(default_factory=list)
    """Kept for a later run."""
    ended: Ended = "empty"
    held: int = 0
    """Messages that others hold: this run has not seen them."""
    held_until: datetime | None = None
    """The time at which they are visible again at the latest, if a redrive or a reconciliation holds them."""
    in_sight: int = 0
    """Messages that the queue counts as visible and yet did not return."""

    @property
    def unseen(self) -> int:
        """Return how many messages the run did not see though it came to the queue's end."""
        return self.held + self.in_sight if self.ended == "empty" else 0

    @property
    def complete(self) -> bool:
        """Return whether nothing that was asked for stays in the queue."""
        kept = self.poison or self.conflicts or self.failed
        return not kept and not self.unseen and self.ended in ("empty", "most")

    def add(self, result: MessageResult, *, discarded: bool) -> None:
        """Count one more message; `discarded` matters for poison and conflicts only."""
        self.taken += 1
        self.transactions += result.transactions
        match result.kind:
            case "redriven":
                self.redriven += 1
            case "duplicate":
                self.duplicate += 1
            case "repeat":
                self.repeats += 1
            case "failed":
                self.failed.append(result)
            case "poison":
                (self.discarded if discarded else self.poison).append(result)
            case "conflict":
                (self.discarded if discarded else self.conflicts).append(result)

    def as_json(self) -> dict[str, Any]:
        """Return everything, for programs; null is unknown."""
        kept = {
            "conflicts": self.conflicts,
            "poison": self.poison,
            "failed": self.failed,
            "discarded": self.discarded,
        }
        lists = {
            name: [{"message": each.message_id, "subject": each.subject, "reason": each.reason} for each in results]
            for name, results in kept.items()
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
