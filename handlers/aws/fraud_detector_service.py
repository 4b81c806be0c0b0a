"""The operations of Amazon Fraud Detector over the pipeline's functions; nothing is kept here between two calls.

Who writes what: Decision the row with its decision, Ingestion a row without one, Feedback the label. A request that
ends between two of them is repeated whole: each takes the same again as a duplicate.
"""

from decimal import Decimal
from typing import Any

import msgspec

from handlers.aws.called_functions import CalledFunctions
from handlers.aws.event_labels import EventLabels
from handlers.aws.told_strategies import ToldStrategies
from handlers.contract.answers import DecisionAnswer
from handlers.contract.card_keys import CARD_NUMBER_KEYS, SENSITIVE_KEYS, folded_key
from handlers.contract.read_answers import TransactionAnswer
from handlers.fraud_detector import requests
from handlers.fraud_detector.detector_part import DetectorPart
from handlers.fraud_detector.event_view import event_view, is_event
from handlers.fraud_detector.explanation import explanation
from handlers.fraud_detector.faults import UnknownResource, ValidationFault
from handlers.fraud_detector.payment import Event, payment_of
from handlers.fraud_detector.predictions import decided_at, prediction, summary
from handlers.fraud_detector.requests import body_of, entity_of, time_in

LABEL_SOURCE = "analyst"
"""The source of labels: the service's requests name none."""

_decision = msgspec.json.Decoder(DecisionAnswer, float_hook=Decimal).decode
_found = msgspec.json.Decoder(TransactionAnswer, float_hook=Decimal).decode


class FraudDetectorService:
    """Answers requests; every method raises ServiceFault."""

    def __init__(self, functions: CalledFunctions, strategies: ToldStrategies, labels: EventLabels) -> None:
        self._functions = functions
        self._strategies = strategies
        self._labels = labels

    def answer(self, request: requests.Request, now: int) -> dict[str, Any]:
        """Return the answer to a request that came at a time in epoch milliseconds."""
        match request:
            case requests.GetEventPrediction():
                return self._predict(request, now)
            case requests.SendEvent():
                return self._send(request, now)
            case requests.UpdateEventLabel():
                return self._update_label(request, now)
            case requests.GetEvent():
                return self._event(request, now)
            case requests.ListEventPredictions():
                return self._predictions(request)
            case requests.GetEventPredictionMetadata():
                return self._explain(request, now)

    def _predict(self, request: requests.GetEventPrediction, now: int) -> dict[str, Any]:
        _, part = self._strategies.active(now)
        _require_detector(part, request.detector_id)
        if isinstance(version := request.detector_version_id, str) and version not in part.versions:
            raise UnknownResource(f"detectorVersionId: {part.detector} has no such version here")
        if request.external_model_endpoint_data_blobs:
            raise ValidationFault("externalModelEndpointDataBlobs: external models are not called here")
        answer = _decision(self._functions.decide(_body(request, part)))
        strategy = self._strategies.of(answer.strategy.digest if answer.strategy else None)
        return prediction(answer.reasons, answer.model_score, strategy)

    def _send(self, request: requests.SendEvent, now: int) -> dict[str, Any]:
        came = self._labels.now()
        _, part = self._strategies.active(now)
        label, at = request.assigned_label, request.label_timestamp
        if isinstance(label, str) is not isinstance(at, str):
            raise ValidationFault("assignedLabel: goes with labelTimestamp, and that with it")
        labelling = (
            _labelling(part, request.event_id, label, at) if isinstance(label, str) and isinstance(at, str) else ""
        )
        self._functions.store(_body(request, part))
        if labelling:
            self._labels.assign(labelling, came)
        return {}

    def _update_label(self, request: requests.UpdateEventLabel, now: int) -> dict[str, Any]:
        came = self._labels.now()
        _, part = self._strategies.active(now)
        _require_event_type(part, request.event_type_name)
        labelling = _labelling(part, request.event_id, request.assigned_label, request.label_timestamp)
        self._labels.assign(labelling, came)
        return {}

    def _event(self, request: requests.GetEvent, now: int) -> dict[str, Any]:
        _, part = self._strategies.active(now)
        return event_view(self._find(request.event_id, request.event_type_name), part.labels)

    def _predictions(self, request: requests.ListEventPredictions) -> dict[str, Any]:
        named = request.event_id
        if not isinstance(named, requests.FilterCondition) or not isinstance(named.value, str):
            raise ValidationFault("eventId: is required here, as predictions are found by nothing else")
        if isinstance(request.next_token, str):
            raise ValidationFault("nextToken: there is one page, and no next one")
        try:
            found = self._find(named.value)
        except UnknownResource:
            return {"eventPredictionSummaries": []}
        return {"eventPredictionSummaries": [each for each in self._summaries(found) if _is_asked(each, request)]}

    def _summaries(self, found: TransactionAnswer) -> list[dict[str, Any]]:
        decision = found.decision
        part = self._strategies.of(decision.strategy.digest).part if decision and decision.strategy else None
        if decision is None or part is None or (at := decided_at(decision)) is None:
            return []
        return [summary(found, at, part)]

    def _explain(self, request: requests.GetEventPredictionMetadata, now: int) -> dict[str, Any]:
        found = self._find(request.event_id, request.event_type_name)
        decision = found.decision
        strategy = self._strategies.of(decision.strategy.digest) if decision and decision.strategy else None
        part = strategy.part if strategy else None
        asked = (
            request.detector_id,
            request.detector_version_id,
            time_in("predictionTimestamp", request.prediction_timestamp),
        )
        if not decision or not strategy or not part or asked != (part.detector, part.versions[0], decided_at(decision)):
            raise UnknownResource("eventId: has no prediction of this detector, version and time")
        active, _ = self._strategies.active(now)
        return explanation(found, decision, strategy, part, active=active.digest == strategy.digest)

    def _find(self, event_id: str, event_type: str | None = None) -> TransactionAnswer:
        found = _found(self._functions.transaction(event_id))
        if not is_event(found.transaction, event_type):
            raise UnknownResource("eventId: there is no event of this id and type")
        return found


def _body(request: requests.GetEventPrediction | requests.SendEvent, part: DetectorPart) -> str:
    """Return the request of ours that an event is; raise ServiceFault."""
    _require_event_type(part, request.event_type_name)
    entity = entity_of(request.entities)
    if entity.entity_type not in part.entity_types:
        raise ValidationFault(f"entities[0].entityType: must be one of {', '.join(part.entity_types)}")
    if unknown := next((name for name in request.event_variables if not _is_taken(name, part)), None):
        raise ValidationFault(f"eventVariables: {ascii(unknown)[1:-1]} is no variable of {part.event_type}")
    event = Event(
        id=request.event_id,
        time=time_in("eventTimestamp", request.event_timestamp),
        type=part.event_type,
        entity_type=entity.entity_type,
        entity_id=entity.entity_id,
        variables=request.event_variables,
    )
    return body_of(payment_of(event, part.types, part.fields))


def _is_taken(name: str, part: DetectorPart) -> bool:
    """Return whether a variable is one of the event type's, or one that is left out: card data."""
    return name in part.variables or folded_key(name) in CARD_NUMBER_KEYS | SENSITIVE_KEYS


def _labelling(part: DetectorPart, event_id: str, label: str, at: str) -> str:
    """Return the request of ours that a label is; raise ValidationFault."""
    meaning = part.labels.meaning(label)
    if meaning is None:
        names = ", ".join((*part.labels.fraud, *part.labels.legitimate))
        raise ValidationFault(f"assignedLabel: must be one of {names}")
    stated = {
        "transaction_id": event_id,
        "label": meaning,
        "source": LABEL_SOURCE,
        "at": time_in("labelTimestamp", at),
        "note": label,
    }
    return msgspec.json.encode({"labels": [stated]}).decode()


def _require_detector(part: DetectorPart, detector: str) -> None:
    if detector != part.detector:
        raise UnknownResource(f"detectorId: the strategy in force is of {part.detector}")


def _require_event_type(part: DetectorPart, event_type: str) -> None:
    if event_type != part.event_type:
        raise UnknownResource(f"eventTypeName: the events of {part.detector} are of {part.event_type}")


def _is_asked(entry: dict[str, Any], request: requests.ListEventPredictions) -> bool:
    """Return whether an entry has the values that are asked for."""
    wanted = {
        "eventTypeName": request.event_type,
        "detectorId": request.detector_id,
        "detectorVersionId": request.detector_version_id,
    }
    conditions = {name: each.value for name, each in wanted.items() if isinstance(each, requests.FilterCondition)}
    if any(isinstance(value, str) and entry[name] != value for name, value in conditions.items()):
        return False
    between = request.prediction_time_range
    if not isinstance(between, requests.PredictionTimeRange):
        return True
    start, end = (
        time_in(f"predictionTimeRange.{name}", text)
        for name, text in (("startTime", between.start_time), ("endTime", between.end_time))
    )
    return start <= time_in("predictionTimestamp", entry["predictionTimestamp"]) <= end
