"""Answers in the service's form, made of ours: a prediction, and a list of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from handlers.contract.answers import Reason
from handlers.contract.read_answers import DecisionMade, TransactionAnswer
from handlers.fraud_detector.detector_part import DetectorPart
from handlers.fraud_detector.event_view import named_entity
from handlers.fraud_detector.model_scores import model_scores
from handlers.fraud_detector.times import EPOCH, written
from handlers.fraud_detector.told_strategy import ToldStrategy


def prediction(reasons: Iterable[Reason], model_score: Decimal | None, strategy: ToldStrategy) -> dict[str, Any]:
    """Return the answer to GetEventPrediction: the score of each model, each rule that fired, with its outcomes."""
    named = [strategy.named(each.reason) for each in reasons]
    return {
        "modelScores": model_scores(model_score, strategy),
        "ruleResults": [{"ruleId": each.id, "outcomes": list(each.outcomes)} for each in named],
        "externalModelOutputs": [],
    }


def summary(found: TransactionAnswer, decided_at: int, part: DetectorPart) -> dict[str, Any]:
    """Return one entry of the answer to ListEventPredictions."""
    return {
        "eventId": found.transaction.transaction_id,
        "eventTypeName": named_entity(found.transaction)[0],
        "eventTimestamp": written(found.transaction.timestamp),
        "predictionTimestamp": written(decided_at),
        "detectorId": part.detector,
        "detectorVersionId": part.versions[0],
    }


def decided_at(decision: DecisionMade) -> int | None:
    """Return when it was decided, in epoch milliseconds; None where a version wrote it that did not say."""
    if decision.decided_at is None:
        return None
    return (datetime.fromisoformat(decision.decided_at) - EPOCH) // timedelta(milliseconds=1)
