"""Rankings of a strategy without each of its rules, all else as it was."""

from collections import Counter
from decimal import Decimal

from fraudctl.backtest.ranking import Ranking
from handlers.decision.decide import Decision, total
from handlers.decision.strategy.strategy import Strategy


class Without:
    """For each rule the ranking that the others make.

    Decisions are counted by the rules that fired, for of these there are far fewer combinations than payments.
    """

    def __init__(self, strategy: Strategy) -> None:
        self._codes = [rule.code for rule in strategy.rules]
        self._examples = dict[tuple[str, ...], Decision]()
        self._counts = Counter[tuple[tuple[str, ...], Decimal, bool]]()

    def add(self, decision: Decision, *, fraud: bool) -> None:
        """Add a decision."""
        fired = tuple([rule.code for rule in decision.fired])
        if fired not in self._examples:
            self._examples[fired] = decision
        self._counts[fired, decision.score, fraud] += 1

    def average_precisions(self) -> dict[str, float | None]:
        """Return the average precision without each rule, by code."""
        return {code: self._ranking(code).average_precision() for code in self._codes}

    def _ranking(self, code: str) -> Ranking:
        ranking = _CountedRanking()
        for (fired, score, fraud), count in self._counts.items():
            if code in fired:
                others = [rule for rule in self._examples[fired].fired if rule.code != code]
                ranking.add_many(total(others), count, fraud=fraud)
            else:
                ranking.add_many(score, count, fraud=fraud)
        return ranking


class _CountedRanking(Ranking):
    """A ranking to which payments of one score are added together."""

    def add_many(self, score: Decimal, count: int, *, fraud: bool) -> None:
        """Add so many payments."""
        self.add(score, fraud=fraud)
        self._counts[score][fraud] += count - 1
