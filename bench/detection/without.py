"""Rankings of a strategy without each of its rules, all else as it was."""

from decimal import Decimal

from fraudctl.backtest.ranking import Ranking
from handlers.decision.decide import Decision, total
from handlers.decision.strategy.strategy import Strategy


class Without:
    """For each rule the ranking that the others make."""

    def __init__(self, strategy: Strategy) -> None:
        self._rankings = {rule.code: Ranking() for rule in strategy.rules}

    def add(self, decision: Decision, *, fraud: bool) -> None:
        """Add a decision."""
        for code, ranking in self._rankings.items():
            ranking.add(self._score(decision, code), fraud=fraud)

    def average_precisions(self) -> dict[str, float | None]:
        """Return the average precision without each rule, by code."""
        return {code: ranking.average_precision() for code, ranking in self._rankings.items()}

    def _score(self, decision: Decision, code: str) -> Decimal:
        others = [rule for rule in decision.fired if rule.code != code]
        return decision.score if len(others) == len(decision.fired) else total(others)
