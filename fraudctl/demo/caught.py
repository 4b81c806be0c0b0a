"""The payments of a sample by what they turned out to be, and how many of each a strategy alerts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fraudctl.client.line_results import LineResult
from fraudctl.profiles.packaged import SEED_STRATEGY, packaged_strategy
from fraudctl.strategy.request import parse_transaction
from handlers.decision.decide import Decider
from simulation import LEGITIMATE, LabelledTransaction


@dataclass(frozen=True, kw_only=True)
class CaughtByLabel:
    """Counts by label: of all that was sent, and of what was alerted."""

    sent: Mapping[str, int]
    alerted: Mapping[str, int]

    @property
    def frauds(self) -> int:
        """Return how many frauds were sent."""
        return sum(count for label, count in self.sent.items() if label != LEGITIMATE)

    @property
    def caught(self) -> int:
        """Return how many frauds were alerted."""
        return sum(count for label, count in self.alerted.items() if label != LEGITIMATE)

    @property
    def false_alarms(self) -> int:
        """Return how many legitimate payments were alerted."""
        return self.alerted.get(LEGITIMATE, 0)

    @property
    def precision(self) -> float | None:
        """Return the share of frauds in what was alerted; None without alerts."""
        return self.caught / sum(self.alerted.values()) if any(self.alerted.values()) else None

    @property
    def recall(self) -> float | None:
        """Return the share of the frauds that was alerted; None without frauds."""
        return self.caught / self.frauds if self.frauds else None

    def as_json(self) -> dict[str, Any]:
        """Return the counts and the shares, for programs."""
        labels = {label: {"sent": sent, "alerted": self.alerted[label]} for label, sent in self.sent.items()}
        return {"precision": self.precision, "recall": self.recall, "labels": labels}


def count_caught(sent: Iterable[LineResult], alerted: Collection[str]) -> CaughtByLabel:
    """Count what was sent and, by the ids, what of it was alerted."""
    labels = {each.transaction_id: each.label or LEGITIMATE for each in sent}
    caught = Counter(label for transaction_id, label in labels.items() if transaction_id in alerted)
    counts = Counter(labels.values())
    return CaughtByLabel(
        sent={label: counts[label] for label in sorted(counts)},
        alerted={label: caught[label] for label in sorted(counts)},
    )


def alerted_by_seed(sample: Iterable[LabelledTransaction], threshold: Decimal) -> set[str]:
    """Return the ids of the payments that the seed's three rules alert, by the functions' own code."""
    decider = Decider(packaged_strategy(SEED_STRATEGY).alerting_above(threshold))
    decisions = (decider.decide(parse_transaction(each.request())) for each in sample)
    return {each.transaction.transaction_id for each in decisions if each.alert_due}
