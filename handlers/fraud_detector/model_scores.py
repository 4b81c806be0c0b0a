"""The scores of models in the service's form: on its scale, and what pushed them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from handlers.contract.answers import Reason
from handlers.fraud_detector.detector_part import DetectorPart
from handlers.fraud_detector.told_strategy import ToldStrategy
from handlers.fraud_detector.values import text_of

DECIMALS = 3
"""Of a score from 0 to 1000: thresholds are whole numbers, and what is above one stays so."""

_MODEL, _MODEL_SCORE, _METADATA = "model.", "model.score", "metadata."


def insight_scores(model_score: Decimal | None, strategy: ToldStrategy) -> dict[str, Decimal]:
    """Return the score of each model of the detector by its variable's name; empty where the decision has none."""
    part, scale = strategy.part, strategy.scale
    if model_score is None or part is None or scale is None:
        return {}
    score = Decimal(f"{scale.score(float(model_score)):.{DECIMALS}f}")
    return {each.variable: score for each in part.models}


def model_scores(model_score: Decimal | None, strategy: ToldStrategy) -> list[dict[str, Any]]:
    """Return the member of GetEventPrediction: each model with its score."""
    scores = insight_scores(model_score, strategy)
    return [
        {
            "modelVersion": {"modelId": each.id, "modelType": each.type, "modelVersionNumber": each.version},
            "scores": {each.variable: float(scores[each.variable])},
        }
        for each in (strategy.part.models if strategy.part and scores else ())
    ]


def evaluated_models(
    model_score: Decimal | None, strategy: ToldStrategy, reasons: Iterable[Reason]
) -> list[dict[str, Any]]:
    """Return the member of GetEventPredictionMetadata: each model with its score, and what pushed it.

    Reasons say that where a rule that reads the score fired.
    """
    scores, part = insight_scores(model_score, strategy), strategy.part
    if part is None or not scores:
        return []
    explained = _explanations(reasons, part)
    return [
        {
            "modelId": each.id,
            "modelVersion": each.version,
            "modelType": each.type,
            "evaluations": [
                {
                    "outputVariableName": each.variable,
                    "evaluationScore": text_of(scores[each.variable]),
                    **({"predictionExplanations": explained} if explained else {}),
                }
            ],
        }
        for each in part.models
    ]


def _explanations(reasons: Iterable[Reason], part: DetectorPart) -> dict[str, list[dict[str, Any]]]:
    """Return how far features pushed the score, in log-odds: event variables, and what is made of several events."""
    single, aggregated = list[dict[str, Any]](), list[dict[str, Any]]()
    for feature, pushed in sorted(_pushes(reasons).items(), key=lambda each: -abs(each[1])):
        if variable := _variable(feature, part):
            single.append({"eventVariableName": variable, "logOddsImpact": pushed})
        else:
            aggregated.append({"eventVariableNames": [feature], "logOddsImpact": pushed})
    if not single and not aggregated:
        return {}
    return {"variableImpactExplanations": single, "aggregatedVariablesImpactExplanations": aggregated}


def _pushes(reasons: Iterable[Reason]) -> dict[str, float]:
    return dict(each for reason in reasons for each in _pushes_of(reason))


def _pushes_of(reason: Reason) -> Iterator[tuple[str, float]]:
    for name, value in (reason.values or {}).items():
        if name.startswith(_MODEL) and name != _MODEL_SCORE and isinstance(value, int | float | Decimal):
            yield name.removeprefix(_MODEL), float(value)


def _variable(feature: str, part: DetectorPart) -> str | None:
    """Return the event's variable that a feature is; None for one that is made of several events."""
    named = part.fields.get(feature) or feature.removeprefix(_METADATA)
    return named if named in part.variables else None
