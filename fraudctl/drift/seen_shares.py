"""The shares by which stored decisions came, counted by the bands that a strategy's model expects. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fraudctl.errors import CommandError
from fraudctl.rollout.trial.sample import StoredCase
from handlers.decision.basis import features_of
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.decide import Recorded
from handlers.decision.entity.catalogue import feature_of
from handlers.decision.entity.feature import Feature
from handlers.decision.model.expected import Bands, Expected, expected_of
from handlers.decision.model.model import Model
from handlers.decision.model.stability import DRIFTED, FEW, STEADY, distances, stability_index
from handlers.decision.reader import Reader
from handlers.decision.shadow import holds
from handlers.decision.strategy.strategy import Strategy

Verdict = Literal["steady", "moved", "drifted"]


@dataclass(frozen=True, kw_only=True)
class Shift:
    """The bands of the score or of a feature: the shares expected, and those seen."""

    name: str
    bands: Bands
    seen: Sequence[int]

    @property
    def index(self) -> float:
        """Return the population stability index."""
        return stability_index(self.seen, self.bands.shares)

    @property
    def verdict(self) -> Verdict:
        """Return the word for the index, by the usual rule of thumb."""
        return "steady" if self.index < STEADY else "drifted" if self.index > DRIFTED else "moved"

    @property
    def shares(self) -> list[float]:
        """Return the shares that were seen, of none 0."""
        return [each / (sum(self.seen) or 1) for each in self.seen]

    @property
    def farthest(self) -> int:
        """Return the place of the band that has most of the index."""
        parts = distances(self.seen, self.bands.shares)
        return parts.index(max(parts))


class SeenShares:
    """Counts decisions by the bands of a strategy's model."""

    def __init__(self, strategy: Strategy, model: Model, expected: Expected) -> None:
        self._model, self._expected, self._names = model, expected, strategy.document["model"]["features"]
        self._needed = _features_of_entities(model)
        self._reader = Reader(model.reads, (), timezone=strategy.timezone, seed_currencies=strategy.seed_currencies)
        self._scores = [0] * len(expected.score.shares)
        self._features = {name: [0] * len(bands.shares) for name, bands in expected.features.items()}
        self.payments, self.left_out = 0, 0
        """Those counted, and those whose decisions did not look for all that the model reads."""

    @classmethod
    def of(cls, strategy: Strategy) -> "SeenShares":
        """Return the counts of the active strategy, of none yet.

        Raises:
            CommandError: it has no model, or one that expects nothing.
        """
        if strategy.model is None:
            raise CommandError(f"the active strategy, {strategy.name}, has no model, and expects nothing of payments")
        expected = expected_of(strategy.document)
        if expected is None:
            said = f"the model of the active strategy, {strategy.name}, does not say in which shares its payments came"
            raise CommandError(f"{said}: `fraudctl train` writes them, of {FEW} held-out payments or more")
        return cls(strategy, strategy.model, expected)

    def add(self, case: StoredCase) -> None:
        """Count a decision by what it was made of, whichever strategy made it."""
        if not holds(case.basis, self._needed):
            self.left_out += 1
            return
        self.payments += 1
        values, _ = self._reader.values(case.transaction, features_of(case.basis))
        self._scores[self._expected.score.place(self._model.score(values))] += 1
        for name, number in zip(self._names, self._model.numbers(values), strict=True):
            if bands := self._expected.features.get(name):
                self._features[name][bands.place(number)] += 1

    @property
    def score(self) -> Shift:
        """Return how the scores moved."""
        return Shift(name=MODEL_SCORE, bands=self._expected.score, seen=self._scores)

    @property
    def features(self) -> list[Shift]:
        """Return how the features moved, the farthest first."""
        found = [
            Shift(name=name, bands=bands, seen=self._features[name]) for name, bands in self._expected.features.items()
        ]
        return sorted(found, key=lambda each: (-each.index, each.name))

    @property
    def is_few(self) -> bool:
        """Return whether so few were counted that chance may have moved their shares."""
        return self.payments < FEW

    @property
    def drifted(self) -> list[str]:
        """Return the names of what drifted; none of few payments."""
        return [] if self.is_few else [each.name for each in (self.score, *self.features) if each.verdict == "drifted"]

    def facts(self) -> dict[str, Any]:
        """Return them for a program."""
        return {
            "payments": self.payments,
            "left_out": self.left_out,
            "expected_of": self._expected.payments,
            "enough": not self.is_few,
            "drifted": self.drifted,
            "score": self._facts(self.score),
            "features": {each.name: self._facts(each) for each in self.features},
        }

    def _facts(self, shift: Shift) -> dict[str, Any]:
        return {
            "index": round(shift.index, 4),
            "verdict": None if self.is_few else shift.verdict,
            "bounds": shift.bands.bounds,
            "expected": [round(each, 4) for each in shift.bands.shares],
            "seen": [round(each, 4) for each in shift.shares],
        }


def _features_of_entities(model: Model) -> Recorded:
    found: dict[str, set[Feature]] = {}
    for read in model.reads:
        if "." in read.name and (feature := feature_of(read.name)):
            found.setdefault(read.name.partition(".")[0], set()).add(feature)
    return {kind: tuple(features) for kind, features in found.items()}
