"""Decide, explain, label and read back by an unmodified client of Amazon Fraud Detector.

Nothing here says where it is answered: that is what `fraudctl import fraud-detector --client-config DIR` writes.

    . client/client.env
    .venv/bin/python docs/examples/fraud_detector_client.py decide order-1 price=849.90 category=shopping_net
    .venv/bin/python docs/examples/fraud_detector_client.py explain order-1
    .venv/bin/python docs/examples/fraud_detector_client.py label order-1 1
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3

DETECTOR, EVENT_TYPE, MODEL = "card_payments", "card_payment", "card_payments_model_insightscore"
VARIABLES = {"price": "order_price", "currency": "payment_currency", "category": "product_category"}


def now() -> str:
    """Return the time as the service's requests have it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def decide(client: Any, event: str, *values: str) -> None:
    """Ask for a prediction, and print the score and the outcomes."""
    given = dict(each.split("=", 1) for each in values)
    answer = client.get_event_prediction(
        detectorId=DETECTOR,
        eventId=event,
        eventTypeName=EVENT_TYPE,
        eventTimestamp=now(),
        entities=[{"entityType": "customer", "entityId": given.pop("customer", "unknown")}],
        eventVariables={VARIABLES.get(name, name): value for name, value in given.items()},
    )
    scores = [each["scores"][MODEL] for each in answer["modelScores"]]
    said = f"score {scores[0]:.0f}" if scores else "no score"
    print(f"{event}: {said}", *(f"{each['ruleId']} {each['outcomes']}" for each in answer["ruleResults"]), sep=", ")


def explain(client: Any, event: str) -> None:
    """Print each rule that was evaluated with the event's values, and what pushed the score."""
    (found,) = client.list_event_predictions(eventId={"value": event})["eventPredictionSummaries"]
    told = client.get_event_prediction_metadata(
        **{name: value for name, value in found.items() if name != "eventTimestamp"}
    )
    for rule in told["rules"]:
        if rule["evaluated"]:
            print("matched:" if rule["matched"] else "passed: ", rule["ruleId"], "|", rule["expressionWithValues"])
    for model in told["evaluatedModelVersions"]:
        (evaluation,) = model["evaluations"]
        print("model:  ", model["modelId"], model["modelVersion"], f"{float(evaluation['evaluationScore']):.0f}")
        pushed = evaluation.get("predictionExplanations", {}).get("variableImpactExplanations", [])
        print("pushed: ", *(f"{each['eventVariableName']} {each['logOddsImpact']:+.1f}" for each in pushed))


def label(client: Any, event: str, assigned: str) -> None:
    """Label an event, and print the label that counts."""
    client.update_event_label(eventId=event, eventTypeName=EVENT_TYPE, assignedLabel=assigned, labelTimestamp=now())
    print(event, "is labelled", client.get_event(eventId=event, eventTypeName=EVENT_TYPE)["event"]["currentLabel"])


def main() -> None:
    """Do what the first argument says."""
    operations: dict[str, Callable[..., None]] = {"decide": decide, "explain": explain, "label": label}
    operations[sys.argv[1]](boto3.client("frauddetector"), *sys.argv[2:])


if __name__ == "__main__":
    main()
