"""The share of each rule of a strategy: how often it fires, how often rightly, and what it alone catches."""

from collections import Counter

import msgspec

from fraudctl.backtest.payment import PastPayment
from handlers.decision.decide import Decider, Decision
from handlers.decision.strategy.strategy import Strategy


class RuleFigures:
    """Counts of a strategy's rules, by code."""

    def __init__(self, strategy: Strategy) -> None:
        self._strategy = strategy
        self._without: dict[str, Decider] = {}
        self.fired: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        """Of these, how often on a payment of which nobody knows what it would have been."""
        self.on_frauds: Counter[str] = Counter()
        """Of these, how often on a fraud."""
        self.unique: Counter[str] = Counter()
        """Frauds that were alerted, and would not have been by the same strategy without the rule."""

    @property
    def codes(self) -> list[str]:
        """Return the codes of all rules, in the strategy's order."""
        return [rule.code for rule in self._strategy.rules]

    def add(self, past: PastPayment, decision: Decision) -> None:
        """Add a payment and the decision on it."""
        if not decision.fired:
            return
        codes, fraud = [rule.code for rule in decision.fired], past.fraudulent
        self.fired.update(codes)
        if past.unknown:
            self.unknown.update(codes)
        if not fraud:
            return
        self.on_frauds.update(codes)
        if decision.alert_due:
            self.unique.update(code for code in codes if not self._decided_without(code, decision).alert_due)

    def precision(self, code: str) -> float | None:
        """Return the share of frauds among the payments on which a rule fired; None if it never did."""
        known = self.fired[code] - self.unknown[code]
        return self.on_frauds[code] / known if known else None

    def _decided_without(self, code: str, decision: Decision) -> Decision:
        """Return the decision on the same payment, as it was known, without a rule."""
        decider = self._without.get(code)
        if decider is None:
            others = tuple(rule for rule in self._strategy.rules if rule.code != code)
            decider = self._without[code] = Decider(msgspec.structs.replace(self._strategy, rules=others))
        return decider.decide(decision.transaction, decision.values)
