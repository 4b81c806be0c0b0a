"""A phase of the campaign, and what it came to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chaos.calls import DELIVER, HAND_OVER, PUBLISH, SCORES, STORE
from chaos.excuses import Excuses
from chaos.kinds import KINDS

ALERTING = SCORES | PUBLISH | HAND_OVER | DELIVER
"""Calls that may bring a second alert, as a fault of theirs would, where their caller gave up on a slow machine."""
STALLED = 10.0
"""Seconds in which a call of the table that its caller gave up takes effect on a slow machine."""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """Kinds of trouble that come together, and how many transactions meet each."""

    kinds: Sequence[str]
    count: int

    @property
    def name(self) -> str:
        """What the phase is called in tables."""
        return self.kinds[0] if len(self.kinds) == 1 else f"{len(self.kinds)} kinds at once"

    def label(self, kind: str) -> str:
        """How a kind's transactions are told from those of other phases."""
        return kind if len(self.kinds) == 1 else f"mixed-{kind}"


@dataclass(kw_only=True)
class Tally:
    """What a phase came to; messages are counted, not the transactions in them."""

    phase: Phase
    injected: int = 0
    dead_lettered: int = 0
    redriven: int = 0
    abandoned: Counter[str] = field(default_factory=Counter)
    """By operation, calls that their caller gave up though no fault had met them."""
    seconds: float = 0.0

    @property
    def excuses(self) -> Excuses:
        """What the phase's faults excuse, and what a machine that was too slow does."""
        kinds = Excuses.of_all(KINDS[kind].excuses for kind in self.phase.kinds)
        return kinds | Excuses(
            alerts_repeat=any(self.abandoned[operation] for operation in ALERTING),
            outlived=STALLED if any(self.abandoned[operation] for operation in STORE) else 0,
        )
