"""Answers are what the service's own model says, for random events and decisions."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.contract.answers import Reason, StrategyUsed
from handlers.contract.read_answers import DecisionMade, LabelSaid, StoredTransaction, TransactionAnswer
from handlers.fraud_detector.event_view import event_view
from handlers.fraud_detector.explanation import explanation
from handlers.fraud_detector.payment import Event, payment_of
from handlers.fraud_detector.predictions import decided_at, prediction, summary
from handlers.fraud_detector.told_strategy import ToldDocument, ToldStrategy
from handlers.fraud_detector.with_values import expression_with_values, with_values
from tests.handlers.fraud_detector.detectors import DOCUMENT, PART, part
from tests.handlers.fraud_detector.service_model import breaches, model

MODEL = {"id": "shop", "type": "TRANSACTION_FRAUD_INSIGHTS", "version": "2.0"}
SCORES = {"0.5": "0.05", "0.1": "0.31", "0.02": "0.72", "0.005": "0.95"}
TEXT = """# agreed in "2023": $price
$price > 500 and $items < 2 and $email != "$email" and $shop_insightscore > 700 and $coin in @coins"""
PART_WITH_MODEL = {
    **PART,
    "rules": {**PART["rules"], "big_order": {**PART["rules"]["big_order"], "expression": TEXT}},
    "models": [MODEL],
    "scores": SCORES,
}
TOLD = ToldStrategy("d" * 64, msgspec.convert({**DOCUMENT, "fraud_detector": PART_WITH_MODEL}, ToldDocument))
IDS = st.text("abc-_09", min_size=1, max_size=64)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)
EVENTS = st.builds(
    Event,
    id=IDS,
    time=st.integers(946_684_800_000, 4_102_444_800_000),
    type=st.just("order"),
    entity_type=st.just("customer"),
    entity_id=st.sampled_from(["C-1", "unknown"]),
    variables=st.fixed_dictionaries(
        {},
        optional={
            "price": st.decimals(0, 2000, places=2).map(str),
            "email": TEXTS,
            "guest": st.sampled_from(["true", "FALSE", "?"]),
        },
    ),
)
FIRED = st.lists(st.sampled_from(["big_order", "guests", "own", "unknown_code"]), unique=True, max_size=3)


def stored(event: Event) -> StoredTransaction:
    """Return an event as it is read back."""
    fields: dict[str, Any] = {"amount": Decimal(0), "merchant": "unknown"}
    return msgspec.convert({**fields, **payment_of(event, part().types, part().fields)}, StoredTransaction)


def decided(fired: list[str], model_score: Decimal | None = None) -> DecisionMade:
    pushes = {"model.score": Decimal("0.72"), "amount": Decimal(7), "model.amount": Decimal("1.25")}
    others = {"model.customer.count_24h": Decimal("-0.5"), "model.metadata.email": Decimal("0.75")}
    return DecisionMade(
        outcome="approve",
        score=Decimal(0),
        reasons=[Reason(reason=each, weight=Decimal(0), values={**pushes, **others}) for each in fired],
        tags=[],
        strategy=StrategyUsed(name="shop", digest=TOLD.digest),
        decided_at="2026-11-27T16:00:00.123+00:00",
        model_score=model_score,
    )


def found(event: Event, fired: list[str], *labels: LabelSaid, model_score: Decimal | None = None) -> TransactionAnswer:
    return TransactionAnswer(transaction=stored(event), labels=list(labels), decision=decided(fired, model_score))


def assert_answers(operation: str, answer: dict[str, Any]) -> None:
    shape = model().operation_model(operation).output_shape
    plain = msgspec.json.decode(msgspec.json.encode(answer))
    assert breaches(plain, shape) == []
    assert plain.keys() <= shape.members.keys()


@given(EVENTS, FIRED, st.none() | st.decimals(0, 1, places=9))
def test_answers_are_of_the_services_shapes(event: Event, fired: list[str], model_score: Decimal | None) -> None:
    label = LabelSaid(
        label="fraud", source="analyst", at="2026-01-01T00:00:00.000+00:00", received="2026-01-02T00:00:00.000+00:00"
    )
    whole = found(event, fired, label, model_score=model_score)
    assert whole.decision is not None
    at = decided_at(whole.decision)
    assert at is not None
    assert_answers("GetEvent", event_view(whole, part().labels))
    assert_answers("GetEventPrediction", prediction(whole.decision.reasons, whole.decision.model_score, TOLD))
    assert_answers("ListEventPredictions", {"eventPredictionSummaries": [summary(whole, at, part())]})
    assert_answers("GetEventPredictionMetadata", explanation(whole, whole.decision, TOLD, part(), active=True))


EVENT = Event(
    id="e-1",
    time=1_575_118_861_000,
    type="order",
    entity_type="customer",
    entity_id="unknown",
    variables={"price": "612.50", "guest": "TRUE", "email": "a@b.example"},
)


def test_a_prediction_names_rules_and_outcomes_as_the_service_did() -> None:
    answer = prediction(decided(["big_order", "own"]).reasons, None, TOLD)
    assert answer["ruleResults"] == [
        {"ruleId": "big-order", "outcomes": ["block", "call"]},
        {"ruleId": "own", "outcomes": ["mine"]},
    ]


def test_an_event_is_read_back_as_it_came_with_the_label_that_was_assigned() -> None:
    said = LabelSaid(
        label="fraud", source="analyst", at="2026-01-01T00:00:00.000+00:00", received="", note="chargeback"
    )
    assert event_view(found(EVENT, [], said), part().labels)["event"] == {
        "eventId": "e-1",
        "eventTypeName": "order",
        "eventTimestamp": "2019-11-30T13:01:01Z",
        "eventVariables": {"price": "612.5", "guest": "true", "email": "a@b.example"},
        "currentLabel": "chargeback",
        "labelTimestamp": "2026-01-01T00:00:00Z",
        "entities": [{"entityType": "customer", "entityId": "unknown"}],
    }


def test_an_explanation_says_which_rules_were_evaluated_and_by_which_values() -> None:
    whole = found(EVENT, ["big_order"])
    assert whole.decision is not None
    answer = explanation(whole, whole.decision, TOLD, part(), active=False)

    assert [(each["evaluated"], each["matched"]) for each in answer["rules"]] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert [each["expression"] for each in answer["rules"]] == [TEXT, *(each["when"] for each in DOCUMENT["rules"][1:])]
    assert [each["expressionWithValues"] for each in answer["rules"]] == [
        (
            '# agreed in "2023": $price\n612.5 > 500 and 1 < 2 and "a@b.example" != "$email" and null > 700 '
            'and "EUR" in @coins'
        ),
        'true and "a@b.example" != "a@b.example"',
        "612.5 > 1_000",
    ]
    assert answer["outcomes"] == ["block", "call"]
    assert {"name": "items", "value": "1", "source": "DEFAULT"} in answer["eventVariables"]
    assert (answer["detectorVersionStatus"], answer["predictionTimestamp"]) == ("INACTIVE", "2026-11-27T16:00:00.123Z")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("missing(metadata.age) or metadata.age < 7", "missing(null) or null < 7"),
        ('metadata["any key"] == "ä" and amount > 5', '"ü" == "ä" and 7 > 5'),
        ('"blocked" in customer.lists', '"blocked" in ["blocked", "vip"]'),
        ("hour < 5\n  and lower(merchant) == 'x'", "hour < 5   and lower(null) == 'x'"),
        ("customer.count_30d >= 5", "null >= 5"),
    ],
)
def test_values_stand_in_the_place_of_names(condition: str, said: str) -> None:
    values = {
        "metadata.any key": "ü",
        "amount": Decimal(7),
        "customer.lists": ["blocked", "vip"],
        "merchant": None,
        "customer.count_30d": None,
    }
    assert with_values(condition, values) == said


def test_a_score_is_told_on_the_services_scale_with_its_model() -> None:
    answer = prediction([], Decimal("0.72"), TOLD)
    (told,) = answer["modelScores"]
    assert told["modelVersion"] == {
        "modelId": "shop",
        "modelType": "TRANSACTION_FRAUD_INSIGHTS",
        "modelVersionNumber": "2.0",
    }
    assert told["scores"] == {"shop_insightscore": pytest.approx(900, abs=0.001)}
    assert prediction([], None, TOLD)["modelScores"] == [], "it was decided by a strategy that kept none"


def test_an_explanation_tells_the_score_that_was_kept_and_what_pushed_it() -> None:
    whole = found(EVENT, ["big_order"], model_score=Decimal("0.31"))
    assert whole.decision is not None
    answer = explanation(whole, whole.decision, TOLD, part(), active=True)

    (model,) = answer["evaluatedModelVersions"]
    (evaluation,) = model["evaluations"]
    assert (model["modelId"], model["modelVersion"], evaluation["outputVariableName"]) == (
        "shop",
        "2.0",
        "shop_insightscore",
    )
    assert float(evaluation["evaluationScore"]) == pytest.approx(600, abs=0.001)
    assert evaluation["predictionExplanations"] == {
        "variableImpactExplanations": [
            {"eventVariableName": "price", "logOddsImpact": 1.25},
            {"eventVariableName": "email", "logOddsImpact": 0.75},
        ],
        "aggregatedVariablesImpactExplanations": [
            {"eventVariableNames": ["customer.count_24h"], "logOddsImpact": -0.5}
        ],
    }
    assert "and 600 > 700" in answer["rules"][0]["expressionWithValues"]


def test_values_stand_in_the_clients_own_text_but_not_within_texts_and_comments() -> None:
    values = {"a": Decimal("1.50"), "b": 'say "$a"', "c": True}
    written = '$a > 1 # $a is large\nand $b == "is \\"$a\\"" and $c or $nobody == null'
    assert expression_with_values(written, values) == (
        '1.5 > 1 # $a is large\nand "say \\"$a\\"" == "is \\"$a\\"" and true or null == null'
    )
