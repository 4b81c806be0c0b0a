"""A strategy beside another on the same payments: what is gained and what is lost, and by which rules."""

from dataclasses import dataclass, field

from fraudctl.backtest.payment import PastPayment
from handlers.decision.decide import Decision

MOST_EXAMPLES = 10
"""Ids that are shown of each difference."""


@dataclass
class Counted:
    """Payments, counted, and the ids of the first."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, transaction_id: str) -> None:
        """Add a payment."""
        self.count += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(transaction_id)


@dataclass
class Difference(Counted):
    """Payments on which two strategies differ, and the share of each rule that fired where the alert is given."""

    rules: dict[str, Counted] = field(default_factory=dict)

    def add_alert(self, transaction_id: str, alert: Decision) -> None:
        """Add a payment that one of the two alerts, by this decision."""
        self.add(transaction_id)
        for rule in alert.fired:
            self.rules.setdefault(rule.code, Counted()).add(transaction_id)


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
    unknown_alerted: Difference = field(default_factory=Difference)
    """Payments that only the strategy alerts, and that were declined when made and labelled by nobody."""
    unknown_spared: Difference = field(default_factory=Difference)
    """Those of them that only the other alerts."""

    def add(self, past: PastPayment, decision: Decision, other: Decision) -> None:
        """Add a payment with the strategy's decision and the other's."""
        if decision.alert_due == other.alert_due:
            return
        if past.fraudulent:
            newly, no_longer = self.gained, self.lost
        elif past.unknown:
            newly, no_longer = self.unknown_alerted, self.unknown_spared
        else:
            newly, no_longer = self.newly_disturbed, self.spared
        if decision.alert_due:
            newly.add_alert(past.transaction.transaction_id, decision)
        else:
            no_longer.add_alert(past.transaction.transaction_id, other)
