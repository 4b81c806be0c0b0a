"""The pipeline as one writes it first: one write, one invocation, one score write for every record."""

import json
import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer

dynamodb = boto3.resource("dynamodb")
lambda_ = boto3.client("lambda")
sns = boto3.client("sns")
from_attribute = TypeDeserializer().deserialize

SUSPICIOUS = ("unknown", "offshore", "crypto")
THRESHOLD = Decimal("0.8")


def ingestion(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Store a transaction."""
    item = json.loads(event["body"], parse_float=Decimal)
    dynamodb.Table(os.environ["TRANSACTIONS_TABLE"]).put_item(Item=item)
    print(json.dumps({"message": "stored", "transaction_id": item["transaction_id"]}))
    body = {"message": "Transaction stored successfully", "transaction_id": item["transaction_id"]}
    return {"statusCode": 200, "body": json.dumps(body)}


def processing(event: dict[str, Any], _context: object) -> None:
    """Invoke scoring for each record."""
    for record in event["Records"]:
        item = {name: from_attribute(value) for name, value in record["dynamodb"]["NewImage"].items()}
        payload = json.dumps(item, default=str).encode()
        lambda_.invoke(FunctionName=os.environ["FRAUD_SCORER_FUNCTION"], InvocationType="Event", Payload=payload)
    print(json.dumps({"message": "handed over", "records": len(event["Records"])}))


def scoring(event: dict[str, Any], _context: object) -> None:
    """Score a transaction, store the score, and alert."""
    amount = Decimal(event["amount"])
    reasons: list[dict[str, Any]] = []
    if amount > 10_000:  # noqa: PLR2004 -- the rule's own number
        reasons.append({"reason": "amount_above_10000", "weight": Decimal("0.5")})
    elif amount > 5_000:  # noqa: PLR2004 -- likewise
        reasons.append({"reason": "amount_above_5000", "weight": Decimal("0.3")})
    if any(word in event["merchant"].lower() for word in SUSPICIOUS):
        reasons.append({"reason": "suspicious_merchant", "weight": Decimal("0.4")})
    score = min(Decimal(1), sum((reason["weight"] for reason in reasons), Decimal(0)))
    item = {
        "transaction_id": event["transaction_id"],
        "fraud_score": score,
        "amount": amount,
        "merchant": event["merchant"],
        "timestamp": int(event["timestamp"]),
        "reasons": reasons,
        "scored_at": datetime.now(UTC).isoformat(),
        "expiry": int(time.time()) + 30 * 86_400,
    }
    dynamodb.Table(os.environ["FRAUD_SCORES_TABLE"]).put_item(Item=item)
    if score > THRESHOLD:
        sns.publish(TopicArn=os.environ["SNS_TOPIC_ARN"], Subject="Fraud Alert", Message=json.dumps(item, default=str))
    print(json.dumps({"message": "scored", "transaction_id": item["transaction_id"]}))
