"""Scores of the service's models as those of a model of ours, by the scale that was noted when it was trained."""

from decimal import Decimal

import msgspec

from fraudctl.errors import CommandError
from handlers.decision.condition.vocabulary import MODEL
from handlers.decision.strategy.strategy import Strategy
from handlers.fraud_detector.insight_scale import InsightScale, false_positives


class Calibration(msgspec.Struct, frozen=True):
    """The scale of a model of ours."""

    scale: InsightScale

    def score(self, theirs: Decimal) -> tuple[Decimal, float]:
        """Return the score of ours that stands for one of theirs, and the share of false positives that both mean."""
        return Decimal(f"{self.scale.probability(float(theirs)):.6g}"), false_positives(float(theirs))


def noted_scores(model: Strategy) -> dict[str, Decimal]:
    """Return the probabilities of a strategy's model by the share of legitimate payments that lay above each.

    Raises:
        CommandError: the strategy has no model, or one of an older `fraudctl train`.
    """
    part = model.document.get(MODEL) or {}
    noted: dict[str, Decimal] | None = part.get("trained", {}).get("scores_by_false_positives") if part else None
    if not noted:
        said = "has no model" if not part else "does not say its model's scores by false positives: train it anew"
        raise CommandError(f"the strategy {model.name} {said}")
    return noted
