"""A phase of the campaign, and its counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from chaos.kinds import KINDS
from chaos.proxy.operations import DELIVER, HAND_OVER, PUBLISH, SCORES, STORE, WRITE_PROFILES
from chaos.verdict.allowances import Allowances

ALERTING = SCORES | PUBLISH | HAND_OVER | DELIVER
"""Calls that may cause a second alert when their caller gave them up on a slow machine, as a fault would."""
STALLED = 10.0
"""Seconds within which a call of the table that its caller gave up takes effect on a slow machine."""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """Kinds of trouble that come together, and the number of transactions that meet each."""

    kinds: Sequence[str]
    count: int

    @property
    def name(self) -> str:
        """Return the phase's name in tables."""
        return self.kinds[0] if len(self.kinds) == 1 else f"{len(self.kinds)} kinds at once"

    def label(self, kind: str) -> str:
        """Return the label that tells a kind's transactions from those of other phases."""
        return kind if len(self.kinds) == 1 else f"mixed-{len(self.kinds)}-{kind}"


def require_distinct(phases: Sequence[Phase]) -> None:
    """Raise ValueError if two phases label transactions alike: what one allows would be judged by the other."""
    labels = Counter(phase.label(kind) for phase in phases for kind in phase.kinds)
    if shared := [label for label, count in labels.items() if count > 1]:
        raise ValueError(f"several phases send {', '.join(shared)}")


@dataclass(kw_only=True)
class PhaseTally:
    """Counts of a phase; messages are counted, not the transactions in them."""

    phase: Phase
    injected: int = 0
    dead_lettered: int = 0
    redriven: int = 0
    abandoned: Counter[str] = field(default_factory=Counter)
    """By operation, calls that their caller gave up though they met no fault."""
    abandoned_later: Counter[str] = field(default_factory=Counter)
    """The same in the recovery after all phases, where a call may have been for any of them."""
    changes: int = 0
    """Changes of strategies and lists that operators were told are done."""
    seconds: float = 0.0

    @property
    def allowances(self) -> Allowances:
        """Return what the phase's kinds allow, and what a machine that was too slow may have caused."""
        kinds = Allowances.combined(KINDS[kind].allowances for kind in self.phase.kinds)
        given_up = self.abandoned + self.abandoned_later
        return kinds | Allowances(
            alerts_repeat=any(given_up[operation] for operation in ALERTING),
            answers_lost=any(given_up[operation] for operation in WRITE_PROFILES),
            crashes=self.abandoned.total() > 0,  # a function that came to its timeout lets go of its calls
            late_effect=STALLED if any(given_up[operation] for operation in STORE) else 0,
        )
