"""Decisions that no table took in time: they wait in Ingestion's queue, and are brought back as an operator does it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fraudctl.recovery import Stage, redrive_queue
from fraudctl.stacks.target import Target

ROUNDS = 3
"""Redrives after which what is still there counts as missing; what made the first fail may last."""


@dataclass(frozen=True, kw_only=True)
class QueuedDecisions:
    """Decisions that were redriven, and the reasons why others were not."""

    redriven: int = 0
    left: tuple[str, ...] = ()

    @property
    def missing(self) -> Iterator[str]:
        """Yield a line for each message that stays in the queue."""
        for reason in self.left:
            yield f"a decision stays in the queue: {reason}"

    def as_json(self) -> dict[str, Any]:
        """Return both for programs."""
        return {"redriven": self.redriven, "left": self.left}


def redrive_queued(target: Target) -> QueuedDecisions:
    """Redrive what waits in Ingestion's queue, again if it is needed: on a busy machine a table is slow at any time."""
    redriven, left = 0, tuple[str, ...]()
    for _ in range(ROUNDS):
        result = redrive_queue(target, Stage.INGESTION)
        redriven += result.redriven + result.duplicate
        left = tuple(each.reason for each in (*result.poison, *result.conflicts, *result.failed))
        if not result.failed:
            break
    return QueuedDecisions(redriven=redriven, left=left)
