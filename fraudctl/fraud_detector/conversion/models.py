"""The models of a detector, in whose place one of ours stands: as the strategy's part tells them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from fraudctl.fraud_detector.detector import MODEL_SCORE, Detector, ModelVersion
from handlers.fraud_detector.detector_part import SCORE, ModelForm

UNKNOWN_TYPE = "ONLINE_FRAUD_INSIGHTS"
"""The type of a model of which nothing was exported but the variable of its score."""

FIRST_VERSION = "1.0"


def models_of(detector: Detector) -> list[dict[str, str]]:
    """Return the models of a detector's version; where it names none, those whose scores are variables."""
    told = [_form(each) for each in detector.models or _of_variables(detector)]
    return [msgspec.to_builtins(each) for each in told if each]


def with_scores(part: Mapping[str, Any], scores_by_false_positives: Mapping[str, object]) -> dict[str, Any]:
    """Return a detector's part whose scores are those of another model: each version is the next after its own.

    Args:
        part: Of a strategy's document.
        scores_by_false_positives: As `fraudctl train` notes them.
    """
    models: Sequence[Mapping[str, str]] = part.get("models", [])
    return {
        **part,
        "models": [{**each, "version": f"{int(each['version'].partition('.')[0]) + 1}.0"} for each in models],
        "scores": {share: f"{float(str(score)):.9f}" for share, score in scores_by_false_positives.items()},
    }


def _of_variables(detector: Detector) -> Iterator[ModelVersion]:
    for each in detector.variables.values():
        if each.source == MODEL_SCORE and each.name.endswith(SCORE):
            yield ModelVersion(id=each.name.removesuffix(SCORE), type=UNKNOWN_TYPE, number=FIRST_VERSION)


def _form(model: ModelVersion) -> ModelForm | None:
    """Return a model as the part has it; None for one that the service could not have had."""
    try:
        return msgspec.convert({"id": model.id, "type": model.type, "version": model.number}, ModelForm)
    except msgspec.ValidationError:
        return None
