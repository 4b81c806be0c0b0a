"""The scores of a strategy's model counted by band, beside how many were expected in each."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from handlers.decision.basis import features_of
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import Decision
from handlers.decision.model.expected import MOST_SCORE_BANDS, Bands, expected_of
from handlers.decision.model.model import Model
from handlers.decision.reader import Reader
from handlers.decision.stored_decision import StoredDecision
from handlers.decision.strategy.strategy import Strategy

DIGITS = 4
"""Decimals of an expected number, which is no whole one."""


class ScoreCounts(NamedTuple):
    """Numbers by band, always of as many bands as there may be."""

    seen: Sequence[int]
    expected: Sequence[float]


class ModelScores:
    """The model of a strategy that says in which shares its scores came when it was made."""

    def __init__(self, strategy: Strategy, model: Model, bands: Bands) -> None:
        self._strategy, self._model, self._bands = strategy, model, bands
        self._reader = Reader(model.reads, (), timezone=strategy.timezone, seed_currencies=strategy.seed_currencies)

    @classmethod
    def of(cls, strategy: Strategy) -> Self | None:
        """Return that of a strategy; None without a model, or where it says nothing of its scores."""
        expected = expected_of(strategy.document)
        return cls(strategy, strategy.model, expected.score) if expected and strategy.model else None

    def count(self, decided: Iterable[Decision | StoredDecision]) -> ScoreCounts:
        """Count all decisions of the strategy, whichever rules read the score; of others nothing is expected."""
        seen = [0] * MOST_SCORE_BANDS
        for each in decided:
            if each.strategy.digest == self._strategy.digest:
                seen[self._bands.place(self._score(each))] += 1
        count = sum(seen)
        expected = [round(share * count, DIGITS) for share in self._bands.shares[: len(self._bands.bounds) + 1]]
        return ScoreCounts(seen, expected + [0.0] * (MOST_SCORE_BANDS - len(expected)))

    def _score(self, decision: Decision | StoredDecision) -> Decimal:
        """Return the score that the decision had, if a rule read it, or would have had."""
        if isinstance(decision, Decision):
            score: Decimal = decision.values[MODEL_SCORE]
            return score
        values, _ = self._reader.values(decision.transaction, features_of(decision.basis))
        return self._model.score(values)
