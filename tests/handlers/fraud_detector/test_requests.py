"""Requests are taken as the service's own model has them, for random shapes; what is wrong is said, and no value."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.fraud_detector.faults import ValidationFault
from handlers.fraud_detector.payment import Event, payment_of
from handlers.fraud_detector.requests import LARGEST_BODY, OPERATIONS, TARGET, body_of, decode_request
from tests.handlers.fraud_detector.detectors import part
from tests.handlers.fraud_detector.service_model import ODD, breaches, model, values

TIGHTER = {"GetEventPrediction": (".eventId",)}
"""Members whose rule here is that of the same member elsewhere: a prediction's id must be one that can be labelled."""


@given(st.data())
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_request_is_taken_if_the_services_own_model_allows_it(operation: str, data: st.DataObject) -> None:
    shape = model().operation_model(operation).input_shape
    given_ = data.draw(values(shape))
    given_.pop("externalModelEndpointDataBlobs", None)  # there are no external models: any is refused by its name
    if data.draw(st.booleans()) and given_:
        name = data.draw(st.sampled_from(sorted(given_)))
        if data.draw(st.booleans()):
            del given_[name]
        else:
            given_[name] = data.draw(ODD)
    identity = model().shape_for("identifier")
    tighter = [name for name in TIGHTER.get(operation, ()) if breaches(given_.get(name[1:], "a"), identity)]
    wrong = breaches(given_, shape)
    try:
        decode_request(TARGET + operation, json.dumps(given_).encode())
        taken = True
    except ValidationFault:
        taken = False
    assert taken is (not wrong and not tighter), (wrong, tighter)


@pytest.mark.parametrize("name", ["CreateRule", "GetDetectors", "DeleteEvent", "", "geteventprediction", "A" * 300])
def test_another_operation_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ValidationFault, match="is not answered here; these are: GetEventPrediction") as raised:
        decode_request(TARGET + name, b"{}")
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("name", sorted(set(model().operation_names) - set(OPERATIONS)))
def test_every_other_operation_of_the_service_is_refused(name: str) -> None:
    with pytest.raises(ValidationFault, match=name):
        decode_request(TARGET + name, b"{}")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"eventId": "UPPER"}, "eventId: "),
        ({"eventId": None}, "eventId"),
        ({"eventVariables": {}}, "eventVariables: "),
        ({"eventVariables": {"price": 5}}, "eventVariables"),
        ({"entities": [{"entityType": "customer", "entityId": "C 1"}]}, "entities"),
        ({"detectorVersionId": "0"}, "detectorVersionId: "),
    ],
)
def test_a_member_that_breaks_its_rule_is_named(members: dict[str, Any], said: str) -> None:
    asked = {**ASKED, **members}
    with pytest.raises(ValidationFault, match=said) as raised:
        decode_request(f"{TARGET}GetEventPrediction", json.dumps(asked).encode())
    assert "UPPER" not in str(raised.value)


ASKED: dict[str, Any] = {
    "detectorId": "shop",
    "eventId": "e-1",
    "eventTypeName": "order",
    "eventTimestamp": "2019-11-30T13:01:01Z",
    "entities": [{"entityType": "customer", "entityId": "C-1"}],
    "eventVariables": {"price": "12.50"},
}


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b'{"eventId":"a","eventId":"b"}', b'{"eventId":"\\ud800"}']
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(ValidationFault):
        decode_request(f"{TARGET}GetEvent", body)


def test_a_body_above_the_services_own_limit_is_refused() -> None:
    with pytest.raises(ValidationFault, match=str(LARGEST_BODY)):
        decode_request(f"{TARGET}GetEvent", b" " * (LARGEST_BODY + 1))


def test_more_variables_than_metadata_may_hold_are_refused_by_that_limit() -> None:
    event = Event(
        id="e-1", time=0, type="order", entity_type="customer", entity_id="C-1", variables={"email": "x" * 4096}
    )
    with pytest.raises(ValidationFault, match="eventVariables: must take at most 4096 bytes"):
        body_of(payment_of(event, part().types, part().fields))
