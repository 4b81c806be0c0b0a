"""Counts of what decisions were, and what they would be by another strategy, with a few examples. Pure."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from fraudctl.client.decision_facts import stored_reasons
from fraudctl.rollout.trial.sample import StoredCase

MOST_EXAMPLES = 5


@dataclass(frozen=True, kw_only=True)
class Example:
    """A decision that would come out otherwise."""

    transaction_id: str
    amount: Decimal
    currency: str
    before: str
    after: str
    fired: tuple[str, ...]
    """Rules that fire now and did not."""
    silent: tuple[str, ...]
    """Rules that fired and do not any more."""


@dataclass
class Tally:
    """Counts of decisions as they were, and as they would be."""

    decided: int = 0
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The number of each outcome, as it was and as it would be."""
    alerts: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    """The number of decisions by whether they were alerted, and would be."""
    _examples: dict[tuple[str, str], list[Example]] = field(default_factory=dict)

    def count(self, case: StoredCase, outcome: str, fired: list[str], *, alerted: bool) -> None:
        """Add one decision."""
        self.decided += 1
        self.changes[case.outcome, outcome] += 1
        self.alerts[case.alerted, alerted] += 1
        if (
            outcome != case.outcome
            and len(kept := self._examples.setdefault((case.outcome, outcome), [])) < MOST_EXAMPLES
        ):
            kept.append(_example(case, outcome, fired))

    @property
    def examples(self) -> list[Example]:
        """Return a few decisions that would come out otherwise, of each way in which they would in turn."""
        rounds = zip_longest(*self._examples.values())
        return [each for examples in rounds for each in examples if each][:MOST_EXAMPLES]

    def outcomes(self, *, after: bool) -> Counter[str]:
        """Return the number of each outcome, as it was or as it would be."""
        found = Counter[str]()
        for pair, number in self.changes.items():
            found[pair[after]] += number
        return found

    def alerted(self, *, after: bool) -> int:
        """Return the number of alerts, as it was or as it would be."""
        return sum(number for pair, number in self.alerts.items() if pair[after])

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        return {
            "decisions": self.decided,
            "differing": self.differing,
            "outcomes": {
                name: dict(self.outcomes(after=after)) for name, after in (("before", False), ("after", True))
            },
            "alerts": {"before": self.alerted(after=False), "after": self.alerted(after=True)},
            "changes": [
                {"before": before, "after": after, "decisions": number}
                for (before, after), number in sorted(self.changes.items())
                if before != after
            ],
            "examples": [asdict(each) for each in self.examples],
        }

    @property
    def differing(self) -> int:
        """Return how many outcomes differ."""
        return sum(number for (before, after), number in self.changes.items() if before != after)


def _example(case: StoredCase, outcome: str, fired: list[str]) -> Example:
    before = [str(each.get("reason")) for each in stored_reasons(case.row)]
    currency = case.transaction.currency
    return Example(
        transaction_id=case.transaction.transaction_id,
        amount=case.transaction.amount,
        currency=currency if isinstance(currency, str) else "",
        before=case.outcome,
        after=outcome,
        fired=tuple(each for each in fired if each not in before),
        silent=tuple(each for each in before if each not in fired),
    )
