"""The operations that are answered, and their requests as the service's own model describes them.

What the model says is checked here, since the SDK's clients check neither patterns nor lengths. Members that the model
does not have are left alone, as the service leaves them.
"""

import re
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from handlers.contract.errors import Refused
from handlers.contract.money import LARGEST_METADATA
from handlers.contract.query import LONGEST_ENTITY_ID
from handlers.contract.strict_json import encodable, fields_of, parse, printable_name
from handlers.fraud_detector.detector_part import END, Name, VersionNumber
from handlers.fraud_detector.faults import ValidationFault
from handlers.fraud_detector.payment import ENTITY_ID
from handlers.fraud_detector.times import RULE, milliseconds_of

LARGEST_BODY = 256 * 1024
"""Bytes; the service's own limit for a call."""

Time = Annotated[str, Meta(min_length=10, max_length=30)]
PredictionTime = Annotated[str, Meta(min_length=11, max_length=30)]
VariableKey = Annotated[str, Meta(min_length=1, max_length=64)]
VariableText = Annotated[str, Meta(min_length=1, max_length=8192)]
FilterText = Annotated[str, Meta(pattern=rf"^[0-9A-Za-z_-]{{1,256}}{END}")]


class EntityRequest(msgspec.Struct, frozen=True, rename="camel"):
    """The entity of an event."""

    entity_type: str
    entity_id: Annotated[str, Meta(pattern=f"^{ENTITY_ID}{END}")]


class GetEventPrediction(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A question for a prediction."""

    detector_id: str
    detector_version_id: VersionNumber | UnsetType = UNSET
    event_id: Name
    event_type_name: str
    entities: list[EntityRequest]
    event_timestamp: Time
    event_variables: Annotated[dict[VariableKey, VariableText], Meta(min_length=1)]
    external_model_endpoint_data_blobs: dict[str, Any] | UnsetType = UNSET


class SendEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An event that is stored without a question, perhaps with its label."""

    event_id: Name
    event_type_name: Name
    event_timestamp: Time
    event_variables: Annotated[dict[VariableKey, VariableText], Meta(min_length=1)]
    assigned_label: Name | UnsetType = UNSET
    label_timestamp: Time | UnsetType = UNSET
    entities: list[EntityRequest]


class UpdateEventLabel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A label of an event that is stored."""

    event_id: Name
    event_type_name: Name
    assigned_label: Name
    label_timestamp: Time


class GetEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A question for an event."""

    event_id: str
    event_type_name: str


class FilterCondition(msgspec.Struct, frozen=True):
    """A value that predictions are to have."""

    value: FilterText | UnsetType = UNSET


class PredictionTimeRange(msgspec.Struct, frozen=True, rename="camel"):
    """The times between which predictions are to be."""

    start_time: PredictionTime
    end_time: PredictionTime


class ListEventPredictions(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A question for the predictions of an event."""

    event_id: FilterCondition | UnsetType = UNSET
    event_type: FilterCondition | UnsetType = UNSET
    detector_id: FilterCondition | UnsetType = UNSET
    detector_version_id: FilterCondition | UnsetType = UNSET
    prediction_time_range: PredictionTimeRange | UnsetType = UNSET
    next_token: str | UnsetType = UNSET
    max_results: Annotated[int, Meta(ge=50, le=100)] | UnsetType = UNSET


class GetEventPredictionMetadata(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A question for what a prediction was made of."""

    event_id: Name
    event_type_name: Name
    detector_id: Name
    detector_version_id: VersionNumber
    prediction_timestamp: PredictionTime


Request = (
    GetEventPrediction | SendEvent | UpdateEventLabel | GetEvent | ListEventPredictions | GetEventPredictionMetadata
)
OPERATIONS: dict[str, type[Any]] = {
    each.__name__: each
    for each in (
        GetEventPrediction,
        SendEvent,
        UpdateEventLabel,
        GetEvent,
        ListEventPredictions,
        GetEventPredictionMetadata,
    )
}
TARGET = "AWSHawksNestServiceFacade."
"""Stands before an operation's name in the header X-Amz-Target."""


def decode_request(target: str, body: bytes) -> Request:
    """Return the request of an operation.

    Raises:
        ValidationFault: the operation is not answered here, or a member breaks its rule; names it.
    """
    operation = target.removeprefix(TARGET)
    if operation not in OPERATIONS:
        offered = ", ".join(OPERATIONS)
        raise ValidationFault(f"{printable_name(operation)} is not answered here; these are: {offered}")
    if len(body) > LARGEST_BODY:
        raise ValidationFault(f"the body must be at most {LARGEST_BODY} bytes")
    try:
        members = {name: value for name, value in fields_of(parse(body)).items() if value is not None}
    except Refused as error:
        raise ValidationFault(str(error)) from None
    if unreadable := next((name for name, value in members.items() if not _is_unicode(value)), None):
        raise ValidationFault(f"{printable_name(unreadable)}: must be valid Unicode, without lone surrogates")
    try:
        request: Request = msgspec.convert(members, OPERATIONS[operation])
    except msgspec.ValidationError as error:
        raise ValidationFault(_said(str(error))) from None
    return request


def time_in(member: str, text: str) -> int:
    """Return a time of a request in epoch milliseconds; raise ValidationFault if it is none."""
    found = milliseconds_of(text)
    if found is None:
        raise ValidationFault(f"{member}: {RULE}")
    return found


def entity_of(entities: list[EntityRequest]) -> EntityRequest:
    """Return the one entity of an event.

    Raises:
        ValidationFault: there is none, or more than one, or its id is longer than ours may be.
    """
    if len(entities) != 1:
        raise ValidationFault("entities: must hold one entity")
    if len(entities[0].entity_id) > LONGEST_ENTITY_ID:
        raise ValidationFault(f"entities[0].entityId: must have at most {LONGEST_ENTITY_ID} characters here")
    return entities[0]


_encode = msgspec.json.Encoder(decimal_format="number").encode


def body_of(payment: dict[str, Any]) -> str:
    """Return a payment as the body of a request; raise ValidationFault for more variables than metadata may hold."""
    if len(_encode(payment["metadata"])) > LARGEST_METADATA:
        raise ValidationFault(f"eventVariables: must take at most {LARGEST_METADATA} bytes as JSON here, all together")
    return _encode(payment).decode()


def _is_unicode(value: object) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(encodable(part) for part in parts)


def _said(message: str) -> str:
    """Return msgspec's message with the member before the rule, as the service's messages begin."""
    found = re.fullmatch(r"(.*?)(?: - at `(key in )?\$\.?(.*?)`)?", message, re.DOTALL)
    rule, place = (found[1], found[3]) if found else (message, None)
    return f"{place}: {rule}" if place else rule
