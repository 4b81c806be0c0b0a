"""Feedback on an AWS in memory: its tables, those that it reads, and a queue that hears its events."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.answers import LabelsAnswer
from handlers.contract.read_answers import ReviewAnswer
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Facts
from tests.answers_in_contract import hold_to_contract
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event, import_handler
from tests.handlers.queues import topic_with_inbox
from tests.handlers.reviews_table import REVIEWS, make_reviews_table
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies_on_aws import STRATEGIES

LABELS = "fraud-labels-test"

NOW = 1_795_400_000_000
"""Epoch milliseconds at which labels are received."""


@dataclass(kw_only=True)
class FeedbackOnAws:
    """Feedback, the tables, and Scoring."""

    module: ModuleType
    aws: boto3.Session
    transactions: str
    scoring: ScoringOnAws
    inbox: str
    """The URL of the queue that the events go to."""
    now: int = NOW

    def store(self, name: str, *, score: bool = True, **fields: Any) -> None:
        """Store a transaction of 12.50 of a customer and a terminal, and have it scored."""
        made = {
            "transaction_id": name,
            "timestamp": NOW - 60_000,
            "amount": 12,
            "merchant": "Bakery",
            "customer_id": "C-1",
            "terminal_id": "T-1",
            **fields,
        }
        self.aws.client("dynamodb").put_item(TableName=self.transactions, Item=to_attributes(made))
        if score:
            self.scoring.score({**made, "amount": str(made["amount"])})

    def invoke(
        self, body: str, *, resource: str = "/labels", caller: str | None = None, **fields: Any
    ) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the body of the answer to a body."""
        event = {**captured_event("api_request"), "resource": resource, "body": body, **fields}
        event["requestContext"] = {**event["requestContext"], "identity": {"userArn": caller}}
        raw = self.module.handler(event, CONTEXT)
        hold_to_contract(raw["statusCode"], raw["body"], ReviewAnswer if resource == "/reviews" else LabelsAnswer)
        return raw["statusCode"], json.loads(raw["body"])

    def label(self, *labels: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the results of labels."""
        status, body = self.invoke(json.dumps({"labels": labels}))
        assert status == 200, body
        results: list[dict[str, Any]] = body["results"]
        return results

    def review(self, name: str, action: str, by: str = "ann", **fields: Any) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the body of the answer to a person's action on a review."""
        body = json.dumps({"transaction_id": name, "action": action, **fields})
        return self.invoke(body, resource="/reviews", caller=f"arn:aws:iam::123456789012:user/{by}")

    def run_schedule(self, later: int = 0) -> Mapping[str, Any]:
        """Let the schedule run so many milliseconds later; return its results."""
        self.now += later
        results: Mapping[str, Any] = self.module.handler({"schedule": "reviews"}, CONTEXT)
        return results

    def events(self) -> list[dict[str, Any]]:
        """Return the events since the last time, by type."""
        client, found = self.aws.client("sqs"), list[dict[str, Any]]()
        while messages := client.receive_message(QueueUrl=self.inbox, MaxNumberOfMessages=10).get("Messages"):
            for each in messages:
                found.append(json.loads(json.loads(each["Body"])["Message"]))
                client.delete_message(QueueUrl=self.inbox, ReceiptHandle=each["ReceiptHandle"])
        return sorted(found, key=lambda event: event["type"])

    def row(self, name: str) -> Mapping[str, Any] | None:
        """Return the row of a transaction's labels."""
        found = self.aws.client("dynamodb").get_item(TableName=LABELS, Key={"transaction_id": {"S": name}})
        return from_attributes(found["Item"]) if "Item" in found else None

    def facts(self, key: str) -> Facts:
        """Return an entity's facts."""
        found = self.aws.client("dynamodb").get_item(TableName=self.scoring.profiles, Key={"entity": {"S": key}})
        return facts_of.decode(from_attributes(found.get("Item", {})))


CONTEXT = FakeLambdaContext()


def fraud(name: str, **fields: Any) -> dict[str, Any]:
    """Return a label of fraud, known for a second."""
    return {"transaction_id": name, "label": "fraud", "source": "chargeback", "at": NOW - 1000, **fields}


@contextmanager
def feedback_on_aws(
    aws: boto3.Session,
    transactions: str,
    scoring: ScoringOnAws,
    logs: FunctionLogs,
    *,
    expired_outcome: str = "approve",
) -> Iterator[FeedbackOnAws]:
    """Yield Feedback with empty tables."""
    aws.client("dynamodb").create_table(
        TableName=LABELS,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "transaction_id", "AttributeType": "S"},
            {"AttributeName": "owed_shard", "AttributeType": "S"},
            {"AttributeName": "owed_at", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "owed",
                "KeySchema": [
                    {"AttributeName": "owed_shard", "KeyType": "HASH"},
                    {"AttributeName": "owed_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    make_reviews_table(aws)
    topic, inbox = topic_with_inbox("fraud-events-test", "events-test")
    environment = {
        "TRANSACTIONS_TABLE": transactions,
        "FRAUD_SCORES_TABLE": scoring.table,
        "PROFILES_TABLE": scoring.profiles,
        "LABELS_TABLE": LABELS,
        "REVIEWS_TABLE": REVIEWS,
        "REVIEW_EXPIRED_OUTCOME": expired_outcome,
        "EVENTS_TOPIC_ARN": topic,
        "EVENT_BUS": "",
        "STRATEGIES_TABLE": STRATEGIES,
        "SCORE_RETENTION_DAYS": "30",
    }
    with import_handler("feedback", environment, logs) as module, pytest.MonkeyPatch.context() as patch:
        made = FeedbackOnAws(module=module, aws=aws, transactions=transactions, scoring=scoring, inbox=inbox)
        patch.setattr(module, "time", SimpleNamespace(time_ns=lambda: made.now * 1_000_000))
        patch.setattr(module.writer, "_pause", lambda _: None)
        patch.setattr(module.reviewer, "_pause", lambda _: None)
        yield made
