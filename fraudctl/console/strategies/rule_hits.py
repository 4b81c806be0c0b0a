"""The hits of each rule in live decisions, and how many of them were right, by labels. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fraudctl.rollout.compare.decision import ComparedDecision
from handlers.decision.strategy.pointers import ACTIVE, CHALLENGER, SHADOW
from handlers.decision.strategy.strategy import Strategy


@dataclass
class Hits:
    """Decisions in which a rule fired."""

    fired: int = 0
    labelled: int = 0
    frauds: int = 0

    @property
    def precision(self) -> float | None:
        """Return the share of frauds among those with a label; None without any."""
        return self.frauds / self.labelled if self.labelled else None


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """A rule, and its hits by the pointer of the strategies that have it."""

    code: str
    when: str
    hits: Mapping[str, Hits]

    @property
    def has_fired(self) -> bool:
        """Return whether it fired in any of these decisions."""
        return any(each.fired for each in self.hits.values())


@dataclass
class RuleHits:
    """Hits of rules by pointer and code, of decisions that are added."""

    strategies: Mapping[str, Strategy]
    decisions: dict[str, int] = field(default_factory=dict)
    """Decisions of each strategy."""
    _hits: dict[tuple[str, str], Hits] = field(default_factory=dict)

    def add_all(self, decisions: Iterable[ComparedDecision]) -> None:
        """Count decisions, each for the strategy that made it, and for the shadow that decided beside it."""
        for each in decisions:
            arm = each.basis.arm
            self._count(CHALLENGER if arm and arm.name == CHALLENGER else ACTIVE, each.rules, fraud=each.fraud)
            shadow = self.strategies.get(SHADOW)
            if shadow and each.shadow and each.shadow.digest == shadow.digest:
                self._count(SHADOW, each.shadow.rules, fraud=each.fraud)

    @property
    def rows(self) -> Sequence[RuleRow]:
        """Return the rules of all strategies, those that fired most often first, each once."""
        conditions: dict[str, str] = {}
        for strategy in self.strategies.values():
            for rule in strategy.rules:
                conditions.setdefault(rule.code, rule.when)
        rows = [
            RuleRow(
                code=code,
                when=when,
                hits={
                    pointer: self._hits.get((pointer, code), Hits())
                    for pointer, strategy in self.strategies.items()
                    if any(rule.code == code for rule in strategy.rules)
                },
            )
            for code, when in conditions.items()
        ]
        return sorted(rows, key=lambda row: -max(each.fired for each in row.hits.values()))

    def _count(self, pointer: str, codes: Iterable[str], *, fraud: bool | None) -> None:
        self.decisions[pointer] = self.decisions.get(pointer, 0) + 1
        for code in codes:
            hits = self._hits.setdefault((pointer, code), Hits())
            hits.fired += 1
            hits.labelled += fraud is not None
            hits.frauds += bool(fraud)
