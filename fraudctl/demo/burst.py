"""A burst of payments on one card, as somebody makes it who tries a stolen one, and what became of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from fraudctl.client.decision_results import DECISION_PERCENTILES, DecisionSummary
from fraudctl.client.latency import percentiles
from handlers.contract.transaction import milliseconds
from handlers.decision.strategy.strategy import Strategy
from simulation import LabelledTransaction

BURST = 50
"""Payments; a card that is tried out sees as many within a minute."""

MOST_APPROVED = 5
"""Payments on a card within ten minutes that the packaged strategy lets through, however they race."""

LABEL = "burst_on_card"
CARD = "card-of-the-burst"

ATTEMPTS = "attempts"
"""The origin of what a strategy reads of decisions that were just asked for, and the word where it was not there."""


def burst_payments(seed: int, now: datetime) -> Sequence[bytes]:
    """Return small payments at one shop with one card token, all of this moment."""
    payments = (
        LabelledTransaction(
            transaction_id=f"burst-{seed}-{milliseconds(now)}-{number:02}",
            amount=Decimal(100 + number) / 100,
            merchant="Charity Shop Online",
            timestamp=milliseconds(now),
            customer_id=f"C-burst-{seed}",
            terminal_id=None,
            currency="EUR",
            metadata={"card_token": f"{CARD}-{seed}"},
            label=LABEL,
        )
        for number in range(BURST)
    )
    return [each.line() for each in payments]


@dataclass(frozen=True, kw_only=True)
class BurstOutcome:
    """The decisions on a burst; `stoppable` is true if the strategy counts the attempts on a card."""

    summary: DecisionSummary = field(default_factory=DecisionSummary)
    stoppable: bool = False

    @property
    def reasons(self) -> dict[str, Counter[str]]:
        """Return how often each rule fired, by the outcome that was answered."""
        found: dict[str, Counter[str]] = {}
        for decision in self.summary.decisions:
            codes = (str(each.get("reason")) for each in decision.get("reasons", ()))
            found.setdefault(str(decision["outcome"]), Counter()).update(codes)
        return found

    @property
    def missing(self) -> Iterator[str]:
        """Yield what of it was not decided, and whether more went through than may where attempts are counted."""
        for reasons in (self.summary.refused, self.summary.failed):
            for reason, lines in reasons.items():
                yield f"{len(lines)} payments of the burst have no decision: {reason}"
        counted = [each for each in self.summary.decisions if ATTEMPTS not in each.get("degraded", ())]
        approved = sum(each["outcome"] == "approve" for each in counted)
        if self.stoppable and approved > MOST_APPROVED:
            yield f"the burst on one card went through: {approved} payments approved, of which {MOST_APPROVED} may be"

    @property
    def uncounted(self) -> int:
        """Return how many were decided on without the attempts before them, which could not be read in time."""
        return self.summary.degraded.get(ATTEMPTS, 0)

    def as_json(self) -> dict[str, Any]:
        """Return its outcomes, the rules that fired and its latencies, for programs."""
        return {
            "payments": self.summary.lines,
            "seconds": round(self.summary.seconds, 3),
            "outcomes": self.summary.outcomes,
            "reasons": self.reasons,
            "attempts_counted": self.stoppable,
            "latency_ms": percentiles(self.summary.latencies, DECISION_PERCENTILES),
        }


def counts_attempts(strategy: Strategy, kind: str = "card") -> bool:
    """Return whether a strategy reads how many decisions were just asked for of an entity of this kind."""
    return any(ATTEMPTS in feature.origins for feature in strategy.features.get(kind, ()))
