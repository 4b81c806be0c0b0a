"""A strategy beside another on the same payments: what is gained and what is lost."""

from dataclasses import dataclass, field

from fraudctl.backtest.payment import PastPayment
from handlers.decision.decide import Decision

MOST_EXAMPLES = 10
"""Ids that are shown of each difference."""


@dataclass
class Difference:
    """Payments on which two strategies differ, counted, and the ids of the first."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, transaction_id: str) -> None:
        """Add a payment."""
        self.count += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(transaction_id)


@dataclass
class Comparison:
    """The alerts that only one of two strategies gives."""

    gained: Difference = field(default_factory=Difference)
    """Frauds that only the strategy alerts."""
    lost: Difference = field(default_factory=Difference)
    """Frauds that only the other alerts."""
    newly_disturbed: Difference = field(default_factory=Difference)
    """Legitimate payments that only the strategy alerts."""
    spared: Difference = field(default_factory=Difference)
    """Legitimate payments that only the other alerts."""

    def add(self, past: PastPayment, decision: Decision, other: Decision) -> None:
        """Add a payment with the strategy's decision and the other's."""
        if decision.alert_due == other.alert_due:
            return
        if past.fraudulent:
            difference = self.gained if decision.alert_due else self.lost
        else:
            difference = self.newly_disturbed if decision.alert_due else self.spared
        difference.add(past.transaction.transaction_id)
