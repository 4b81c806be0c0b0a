"""The endpoint over functions that answer as ours do: who is asked for what, and what the client hears."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from handlers.aws.called_functions import CalledFunctions, FunctionNames
from handlers.aws.clients import FUNCTION_SECONDS
from handlers.aws.event_labels import LONGEST_WAIT, EventLabels
from handlers.aws.fraud_detector_service import FraudDetectorService
from handlers.aws.told_strategies import TOLD_AGAIN, ToldStrategies
from handlers.contract.absent_fields import ABSENT
from handlers.fraud_detector.faults import (
    EventConflict,
    InternalFault,
    ServiceFault,
    Throttled,
    UnknownResource,
    ValidationFault,
)
from handlers.fraud_detector.payment import EVENT
from handlers.fraud_detector.requests import TARGET, decode_request
from handlers.fraud_detector.wire import fault_response
from tests.handlers.fraud_detector.detectors import DOCUMENT, PART

AT = "2019-11-30T13:01:01Z"
SENT: dict[str, Any] = {
    "eventId": "e-1",
    "eventTypeName": "order",
    "eventTimestamp": AT,
    "entities": [{"entityType": "customer", "entityId": "C-1"}],
    "eventVariables": {"price": "612.50", "coin": "EUR", "guest": "maybe"},
}
ASKED = {**SENT, "detectorId": "shop"}
TYPED = {"eventTypeName": "order"}
PREDICTED = "2026-11-27T16:00:00.123Z"
KNOWN: dict[str, Any] = {
    "eventId": "e-1",
    **TYPED,
    "detectorId": "shop",
    "detectorVersionId": "2",
    "predictionTimestamp": PREDICTED,
}
GATEWAY_SECONDS = 29
"""API Gateway's limit of an integration: docs.aws.amazon.com/apigateway/latest/developerguide/limits.html."""

DECIDED = {"transaction_id": "e-1", "timestamp": 1, "outcome": "decline", "score": 0, "tags": [], "reasons": []}
Answer = tuple[int, Any] | Exception


class Lambda:
    """Functions that answer what they are told to, and remember what they were asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "queries": lambda event: (200, told(event.get("strategy"))),
            "decision": lambda _: (200, {**DECIDED, "strategy": {"name": "shop", "digest": "active"}}),
            "ingestion": lambda _: (200, {"message": "", "transaction_id": "e-1", "timestamp": 1}),
            "feedback": lambda _: (200, {"results": [{"status": "stored", "transaction_id": "e-1", "label": "fraud"}]}),
        }

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 -- as botocore has it
        event = json.loads(Payload)
        self.asked.append((FunctionName, event))
        answer = self.answers[FunctionName](event)
        if isinstance(answer, Exception):
            raise answer
        payload = json.dumps({"statusCode": answer[0], "body": json.dumps(answer[1])}).encode()
        return {"Payload": io.BytesIO(payload)}

    def bodies(self, function: str) -> list[Any]:
        return [json.loads(event["body"]) for name, event in self.asked if name == function]


def told(digest: str | None, **part: Any) -> dict[str, Any]:
    rules = [{name: each[name] for name in ("code", "when", "tags")} for each in DOCUMENT["rules"]]
    document = {"evaluate": "first", "rules": rules, "fraud_detector": {**PART, **part}}
    return {"digest": digest or "active", "document": document}


@pytest.fixture
def functions() -> Lambda:
    return Lambda()


class Clock:
    """A clock that goes only while somebody waits, or a function does."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(functions: Lambda, clock: Clock) -> FraudDetectorService:
    called = CalledFunctions(functions, FunctionNames("decision", "ingestion", "feedback", "queries"))  # type: ignore[arg-type]  # as far as it is used
    return FraudDetectorService(called, ToldStrategies(called), EventLabels(called, clock.now, clock.sleep))


def ask(service: FraudDetectorService, operation: str, now: int = 0, **members: Any) -> dict[str, Any]:
    return service.answer(decode_request(TARGET + operation, json.dumps(members).encode()), now)


def test_an_event_is_decided_as_the_payment_that_a_history_makes_of_it(
    service: FraudDetectorService, functions: Lambda
) -> None:
    ask(service, "GetEventPrediction", **ASKED)
    assert functions.bodies("decision") == [
        {
            "transaction_id": "e-1",
            "timestamp": 1_575_118_861_000,
            "customer_id": "C-1",
            "amount": 612.5,
            "currency": "EUR",
            "metadata": {"price": 612.5, "coin": "EUR", EVENT: "order/customer", ABSENT: "merchant"},
        }
    ]


def test_a_decision_by_another_strategy_is_told_by_the_rules_of_that(
    service: FraudDetectorService, functions: Lambda
) -> None:
    made = {**DECIDED, "strategy": {"name": "s", "digest": "former"}, "reasons": [{"reason": "big_order", "weight": 0}]}
    renamed = {"big_order": {"id": "former-id", "version": "1", "outcomes": ["stop"]}}
    functions.answers["decision"] = lambda _: (200, made)
    functions.answers["queries"] = lambda event: (
        200,
        told(event["strategy"], rules=renamed) if event["strategy"] else told(None),
    )
    for _ in range(2):
        answer = ask(service, "GetEventPrediction", **ASKED)
        assert answer["ruleResults"] == [{"ruleId": "former-id", "outcomes": ["stop"]}]
    assert [event["strategy"] for name, event in functions.asked if name == "queries"] == [None, "former"]


@pytest.mark.parametrize("of", [None, {"name": "s", "digest": "forgotten"}], ids=["none", "forgotten"])
def test_rules_of_a_strategy_that_nobody_knows_are_named_by_their_codes_and_have_no_outcomes(
    service: FraudDetectorService, functions: Lambda, of: dict[str, str] | None
) -> None:
    made = {**DECIDED, "reasons": [{"reason": "big_order", "weight": 0}]}
    functions.answers["decision"] = lambda _: (200, {**made, "strategy": of} if of else made)
    functions.answers["queries"] = lambda event: (
        (404, {"error": "id: no such strategy"}) if event["strategy"] else (200, told(None))
    )

    answer = ask(service, "GetEventPrediction", **ASKED)

    assert answer["ruleResults"] == [{"ruleId": "big_order", "outcomes": []}]


def test_eight_documents_are_kept_and_the_oldest_is_asked_for_again(
    service: FraudDetectorService, functions: Lambda
) -> None:
    def decide_by(digest: str) -> None:
        functions.answers["decision"] = lambda _: (200, {**DECIDED, "strategy": {"name": "s", "digest": digest}})
        ask(service, "GetEventPrediction", **ASKED)

    for digest in "abcdefgh":
        decide_by(digest)
    for digest in [*"hgfedcba", "active"]:
        decide_by(digest)

    asked = [event["strategy"] for name, event in functions.asked if name == "queries"]
    assert asked == [None, *"abcdefgh", "active"]


def test_the_active_strategy_told_again_takes_no_other_documents_place(
    service: FraudDetectorService, functions: Lambda
) -> None:
    def decide_by(digest: str, now: int) -> None:
        functions.answers["decision"] = lambda _: (200, {**DECIDED, "strategy": {"name": "s", "digest": digest}})
        ask(service, "GetEventPrediction", now, **ASKED)

    for now in (0, TOLD_AGAIN + 1, 2 * TOLD_AGAIN + 2):
        for digest in "abcdefg":
            decide_by(digest, now)

    asked = [event["strategy"] for name, event in functions.asked if name == "queries"]
    assert asked == [None, *"abcdefg", None, None]


def test_a_strategy_in_force_without_a_detector_predicts_nothing(
    service: FraudDetectorService, functions: Lambda
) -> None:
    document = {name: value for name, value in told(None)["document"].items() if name != "fraud_detector"}
    functions.answers["queries"] = lambda _: (200, {"digest": "active", "document": document})

    with pytest.raises(UnknownResource, match="detectorId: the strategy in force is of no detector"):
        ask(service, "GetEventPrediction", **ASKED)
    assert functions.bodies("decision") == []


def test_the_active_strategy_is_asked_for_again_in_time_and_goes_on_while_nobody_tells(
    service: FraudDetectorService, functions: Lambda
) -> None:
    ask(service, "GetEventPrediction", **ASKED)
    functions.answers["queries"] = lambda _: (503, {"error": "it cannot be read now, try again"})
    ask(service, "GetEventPrediction", TOLD_AGAIN + 1, **ASKED)
    functions.answers["queries"] = lambda _: (200, told("newer", detector="other"))
    with pytest.raises(UnknownResource, match="is of other"):
        ask(service, "GetEventPrediction", 2 * TOLD_AGAIN + 2, **ASKED)


def test_a_request_that_ended_after_the_event_was_stored_is_repeated_whole(
    service: FraudDetectorService, functions: Lambda
) -> None:
    labelled = {**SENT, "assignedLabel": "chargeback", "labelTimestamp": AT}
    answered = functions.answers["feedback"]
    functions.answers["feedback"] = lambda _: ReadTimeoutError(endpoint_url="")
    with pytest.raises(InternalFault):
        ask(service, "SendEvent", **labelled)
    functions.answers["feedback"] = answered
    assert ask(service, "SendEvent", **labelled) == {}

    first, second = functions.bodies("ingestion")
    assert first == second
    stated = {"transaction_id": "e-1", "label": "fraud", "source": "analyst", "note": "chargeback"}
    assert functions.bodies("feedback")[-1] == {"labels": [{**stated, "at": 1_575_118_861_000}]}


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("GetEventPrediction", ASKED),
        ("SendEvent", {**SENT, "assignedLabel": "1", "labelTimestamp": AT}),
        ("UpdateEventLabel", {"eventId": "e-1", **TYPED, "assignedLabel": "1", "labelTimestamp": AT}),
        ("GetEvent", {"eventId": "e-1", **TYPED}),
        ("ListEventPredictions", {"eventId": {"value": "e-1"}}),
        ("GetEventPredictionMetadata", KNOWN),
    ],
)
def test_no_operation_of_a_new_instance_asks_for_more_than_there_is_time_for(
    service: FraudDetectorService, functions: Lambda, operation: str, members: dict[str, Any]
) -> None:
    former = {**DECIDED, "strategy": {"name": "s", "digest": "former"}}
    functions.answers["decision"] = lambda _: (200, former)
    its = found()
    its["decision"]["strategy"]["digest"] = "former"
    functions.answers["queries"] = lambda event: (200, told(event["strategy"]) if "strategy" in event else its)

    ask(service, operation, **members)

    assert len(functions.asked) * sum(FUNCTION_SECONDS) < GATEWAY_SECONDS


def test_a_label_that_nobody_mapped_stores_nothing(service: FraudDetectorService, functions: Lambda) -> None:
    with pytest.raises(ValidationFault, match="assignedLabel: must be one of 1, chargeback, 0"):
        ask(service, "SendEvent", **SENT, assignedLabel="maybe", labelTimestamp=AT)
    assert functions.bodies("ingestion") == []


@pytest.mark.parametrize("half", [{"assignedLabel": "1"}, {"labelTimestamp": AT}])
def test_a_label_without_its_time_or_a_time_without_its_label_stores_nothing(
    service: FraudDetectorService, functions: Lambda, half: dict[str, Any]
) -> None:
    with pytest.raises(ValidationFault, match="assignedLabel: goes with labelTimestamp"):
        ask(service, "SendEvent", **SENT, **half)
    assert functions.bodies("ingestion") == []


@pytest.mark.parametrize(
    ("members", "fault", "said"),
    [
        ({"detectorId": "other"}, UnknownResource, "detectorId"),
        ({"detectorVersionId": "7"}, UnknownResource, "detectorVersionId"),
        ({"eventTypeName": "login"}, UnknownResource, "eventTypeName"),
        ({"eventTimestamp": "30.11.2019 13:01"}, ValidationFault, "eventTimestamp: must be"),
        ({"eventTimestamp": "2019-02-29T13:01:01Z"}, ValidationFault, "eventTimestamp: must be"),
        ({"entities": []}, ValidationFault, "entities: must hold one"),
        ({"entities": [{"entityType": "device", "entityId": "D"}]}, ValidationFault, "entityType"),
        ({"entities": [{"entityType": "customer", "entityId": "C" * 129}]}, ValidationFault, "128"),
        ({"eventVariables": {"nobodys": "1"}}, ValidationFault, "nobodys is no variable"),
        ({"eventVariables": {"email": "x" * 4096}}, ValidationFault, "4096 bytes"),
        ({"externalModelEndpointDataBlobs": {"a": {}}}, ValidationFault, "external models"),
    ],
)
def test_what_no_event_here_may_be_is_refused_before_anything_is_asked(
    service: FraudDetectorService, functions: Lambda, members: dict[str, Any], fault: type[ServiceFault], said: str
) -> None:
    with pytest.raises(fault, match=said):
        ask(service, "GetEventPrediction", **{**ASKED, **members})
    assert functions.bodies("decision") == []


def test_variables_named_as_card_data_are_left_out_before_anything_is_stored(
    service: FraudDetectorService, functions: Lambda
) -> None:
    ask(service, "GetEventPrediction", **{**ASKED, "eventVariables": {"price": "1", "card_number": "4111", "CVV": "1"}})
    (body,) = functions.bodies("decision")
    assert set(body["metadata"]) == {"price", EVENT, ABSENT}


@pytest.mark.parametrize(
    ("answer", "fault", "said"),
    [
        ((400, {"error": "timestamp: must be at most 5 minutes ahead"}), ValidationFault, "eventTimestamp: must be"),
        ((400, {"error": "amount: must be a number"}), ValidationFault, "eventVariables, as amount: must be"),
        ((409, {"error": "transaction_id: is known with other content"}), EventConflict, "eventId: is known"),
        ((503, {"error": "another request holds the id, try again"}), InternalFault, "try again"),
        (ReadTimeoutError(endpoint_url=""), InternalFault, "try again"),
        (ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke"), Throttled, "try again"),
        (ClientError({"Error": {"Code": "AccessDeniedException"}}, "Invoke"), InternalFault, "try again"),
    ],
)
def test_a_functions_error_is_told_by_the_services_name(
    service: FraudDetectorService, functions: Lambda, answer: Answer, fault: type[ServiceFault], said: str
) -> None:
    functions.answers["decision"] = lambda _: answer
    with pytest.raises(fault, match=said) as raised:
        ask(service, "GetEventPrediction", **ASKED)
    response = fault_response(raised.value)
    assert json.loads(response["body"]) == {"__type": fault.name, "message": str(raised.value)}
    assert response["statusCode"] == (500 if fault is InternalFault else 400)


@pytest.mark.parametrize(
    ("status", "fault"), [("unknown", UnknownResource), ("refused", ValidationFault), ("unavailable", InternalFault)]
)
def test_a_label_that_is_not_in_force_is_an_error(
    service: FraudDetectorService, functions: Lambda, status: str, fault: type[ServiceFault]
) -> None:
    functions.answers["feedback"] = lambda _: (200, {"results": [{"status": status, "error": "at: must not be"}]})
    with pytest.raises(fault):
        ask(service, "UpdateEventLabel", eventId="e-1", eventTypeName="order", assignedLabel="1", labelTimestamp=AT)


def label_answer(status: str) -> Answer:
    return 200, {"results": [{"status": status, "transaction_id": "e-1"}]}


LABELLED: dict[str, Any] = {"eventId": "e-1", **TYPED, "assignedLabel": "1", "labelTimestamp": AT}


def test_a_label_that_is_in_force_is_answered_with_nothing(service: FraudDetectorService) -> None:
    assert ask(service, "UpdateEventLabel", **LABELLED) == {}


@pytest.mark.parametrize(
    ("member", "fault", "said"),
    [
        ({"eventTypeName": "login"}, UnknownResource, "eventTypeName: "),
        ({"labelTimestamp": "30.11.2019 13:01"}, ValidationFault, "labelTimestamp: must be"),
    ],
)
def test_a_label_of_another_type_of_events_or_of_no_time_is_refused_before_anything_is_asked(
    service: FraudDetectorService, functions: Lambda, member: dict[str, str], fault: type[ServiceFault], said: str
) -> None:
    with pytest.raises(fault, match=said):
        ask(service, "UpdateEventLabel", **{**LABELLED, **member})
    assert functions.bodies("feedback") == []


def test_a_prediction_is_asked_for_by_a_time(service: FraudDetectorService, functions: Lambda) -> None:
    functions.answers["queries"] = lambda event: (200, told(event["strategy"]) if "strategy" in event else found())
    with pytest.raises(ValidationFault, match="predictionTimestamp: must be"):
        ask(service, "GetEventPredictionMetadata", **{**KNOWN, "predictionTimestamp": "30.11.2019 13:01"})


def test_a_label_waits_for_the_score_of_its_event_rather_than_in_the_clients_retries(
    service: FraudDetectorService, functions: Lambda, clock: Clock
) -> None:
    functions.answers["feedback"] = lambda _: label_answer("unavailable" if clock.seconds < 102 else "stored")
    sent = {**SENT, "assignedLabel": "1", "labelTimestamp": AT}
    assert ask(service, "SendEvent", **sent) == {}
    assert (len(functions.bodies("ingestion")), len(functions.bodies("feedback"))) == (1, 5)
    assert len({json.dumps(each) for each in functions.bodies("feedback")}) == 1, "the same label each time"


@pytest.mark.parametrize(("taken", "asked"), [(0.0, 10), (LONGEST_WAIT / 2, 2), (FUNCTION_SECONDS[1], 1)])
def test_a_label_waits_no_longer_than_leaves_time_for_the_answer(
    service: FraudDetectorService, functions: Lambda, clock: Clock, taken: float, asked: int
) -> None:
    def feedback(_: dict[str, Any]) -> Answer:
        clock.sleep(taken)
        return label_answer("unavailable")

    functions.answers["feedback"] = feedback
    with pytest.raises(InternalFault):
        ask(service, "UpdateEventLabel", **LABELLED)
    assert len(functions.bodies("feedback")) == asked
    assert clock.seconds - 100 + FUNCTION_SECONDS[0] < GATEWAY_SECONDS


def found(**others: Any) -> dict[str, Any]:
    row = {"transaction_id": "e-1", "timestamp": 1_575_118_861_000, "amount": 612.5, "merchant": "unknown"}
    decision = {
        **{name: DECIDED[name] for name in ("outcome", "score", "tags", "reasons")},
        "strategy": {"name": "shop", "digest": "active"},
        "decided_at": "2026-11-27T16:00:00.123+00:00",
    }
    metadata = {"price": 612.5, EVENT: "order/customer"}
    return {"transaction": {**row, "metadata": metadata}, "labels": [], "decision": decision, **others}


@pytest.mark.parametrize(
    ("filters", "listed"),
    [
        ({}, 1),
        ({"detectorId": {"value": "shop"}, "detectorVersionId": {"value": "2"}, "eventType": {"value": "order"}}, 1),
        ({"detectorId": {"value": "other"}}, 0),
        ({"predictionTimeRange": {"startTime": "2026-11-27T00:00:00Z", "endTime": PREDICTED}}, 1),
        ({"predictionTimeRange": {"startTime": "2026-11-28T00:00:00Z", "endTime": "2026-11-29T00:00:00Z"}}, 0),
    ],
)
def test_predictions_are_listed_by_their_event_and_narrowed_by_other_filters(
    service: FraudDetectorService, functions: Lambda, filters: dict[str, Any], listed: int
) -> None:
    functions.answers["queries"] = lambda event: (200, told(event["strategy"]) if "strategy" in event else found())
    answer = ask(service, "ListEventPredictions", eventId={"value": "e-1"}, **filters)
    assert len(answer["eventPredictionSummaries"]) == listed


@pytest.mark.parametrize("lacks", ["decision", "strategy", "decided_at"])
def test_an_event_that_no_known_strategy_decided_on_has_no_predictions(
    service: FraudDetectorService, functions: Lambda, lacks: str
) -> None:
    undecided = found()
    del (undecided if lacks == "decision" else undecided["decision"])[lacks]
    functions.answers["queries"] = lambda event: (200, told(event["strategy"]) if "strategy" in event else undecided)

    assert ask(service, "ListEventPredictions", eventId={"value": "e-1"}) == {"eventPredictionSummaries": []}
    with pytest.raises(UnknownResource, match="has no prediction"):
        ask(service, "GetEventPredictionMetadata", **KNOWN)


def test_there_is_no_next_page_of_predictions(service: FraudDetectorService) -> None:
    with pytest.raises(ValidationFault, match="nextToken: there is one page"):
        ask(service, "ListEventPredictions", eventId={"value": "e-1"}, nextToken="2")


def test_predictions_are_found_by_nothing_but_their_event(service: FraudDetectorService) -> None:
    with pytest.raises(ValidationFault, match="eventId: is required here"):
        ask(service, "ListEventPredictions", detectorId={"value": "shop"})


@pytest.mark.parametrize(
    "other",
    [
        {"detectorId": "other"},
        {"detectorVersionId": "1"},
        {"eventTypeName": "login"},
        {"predictionTimestamp": "2026-11-27T16:00:00Z"},
    ],
)
def test_a_prediction_is_explained_only_by_all_that_it_is_known_by(
    service: FraudDetectorService, functions: Lambda, other: dict[str, Any]
) -> None:
    functions.answers["queries"] = lambda event: (200, told(event["strategy"]) if "strategy" in event else found())
    assert ask(service, "GetEventPredictionMetadata", **KNOWN)["detectorVersionStatus"] == "ACTIVE"
    with pytest.raises(UnknownResource):
        ask(service, "GetEventPredictionMetadata", **{**KNOWN, **other})


def test_a_payment_that_came_otherwise_is_no_event(service: FraudDetectorService, functions: Lambda) -> None:
    payment = found(transaction={"transaction_id": "p", "timestamp": 1, "amount": 1, "merchant": "Bakery"})
    functions.answers["queries"] = lambda event: (200, told(None) if "strategy" in event else payment)
    with pytest.raises(UnknownResource):
        ask(service, "GetEvent", eventId="p", eventTypeName="order")
    assert ask(service, "ListEventPredictions", eventId={"value": "p"}) == {"eventPredictionSummaries": []}
