"""An imported detector with a model that was trained anew: its rules as they were, on the scale of the new scores."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from fraudctl.fraud_detector.conversion.calibration import Calibration
from fraudctl.fraud_detector.conversion.models import with_scores
from fraudctl.fraud_detector.conversion.written import written
from handlers.decision.condition.tree import Compare, Constant, Junction, Node, Not, Read, reads
from handlers.decision.condition.vocabulary import MODEL_SCORE
from handlers.decision.strategy.schema import FRAUD_DETECTOR
from handlers.decision.strategy.strategy import Strategy
from handlers.fraud_detector.insight_scale import InsightScale

KEPT = ("thresholds", "evaluate", "rules")


def is_imported(strategy: Strategy) -> bool:
    """Return whether a strategy is of a detector that was imported."""
    return bool(strategy.document.get(FRAUD_DETECTOR))


def asks_for_score(strategy: Strategy) -> bool:
    """Return whether a rule asks for the score of a model."""
    return any(each.name == MODEL_SCORE for rule in strategy.rules for each in rule.reads)


def retrained(strategy: Strategy, scores_by_false_positives: Mapping[str, object]) -> dict[str, Any]:
    """Return the fields of an imported detector's document that a new model leaves or changes.

    A threshold of the score becomes the one above which the same share of legitimate payments lies by the new model.

    Args:
        strategy: The imported one.
        scores_by_false_positives: Of the new model, as `fraudctl train` notes them.
    """
    part = strategy.document[FRAUD_DETECTOR]
    rules = list(strategy.document["rules"])
    if former := part.get("scores"):
        old, new = InsightScale.of(former), Calibration(InsightScale.of(scores_by_false_positives))
        for place, rule in enumerate(strategy.rules):
            if any(each.name == MODEL_SCORE for each in reads(rule.tree)):
                rules[place] = {**rules[place], "when": written(_moved(rule.tree, old, new))}
    return {
        **{name: strategy.document[name] for name in KEPT},
        "rules": [{name: value for name, value in each.items() if value is not None} for each in rules],
        FRAUD_DETECTOR: with_scores(part, scores_by_false_positives),
    }


def _moved(node: Node, old: InsightScale, new: Calibration) -> Node:
    match node:
        case Junction(operands=operands):
            return msgspec.structs.replace(node, operands=tuple(_moved(each, old, new) for each in operands))
        case Not(operand=operand):
            return Not(_moved(operand, old, new))
        case Compare(operands=operands) if any(_is_score(each) for each in operands):
            return msgspec.structs.replace(node, operands=tuple(_threshold(each, old, new) for each in operands))
    return node


def _is_score(node: Node) -> bool:
    return isinstance(node, Read) and node.name == MODEL_SCORE


def _threshold(node: Node, old: InsightScale, new: Calibration) -> Node:
    match node:
        case Constant(value=Decimal() as value):
            theirs = Decimal(str(round(old.score(float(value)), 3)))  # as it was read, but for what was rounded
            return Constant(new.score(theirs)[0], node.kind)
    return node
