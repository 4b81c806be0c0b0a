"""Feedback on an AWS in memory: its table, and those that it reads."""

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
from handlers.decision.profile import facts as facts_of
from handlers.decision.profile.facts import Facts
from tests.answers_in_contract import hold_to_contract
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event, import_handler
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

    def invoke(self, body: str) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the body of the answer to a body."""
        raw = self.module.handler({**captured_event("api_request"), "resource": "/labels", "body": body}, CONTEXT)
        hold_to_contract(raw["statusCode"], raw["body"], LabelsAnswer)
        return raw["statusCode"], json.loads(raw["body"])

    def label(self, *labels: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the results of labels."""
        status, body = self.invoke(json.dumps({"labels": labels}))
        assert status == 200, body
        results: list[dict[str, Any]] = body["results"]
        return results

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
    aws: boto3.Session, transactions: str, scoring: ScoringOnAws, logs: FunctionLogs
) -> Iterator[FeedbackOnAws]:
    """Yield Feedback with an empty table."""
    aws.client("dynamodb").create_table(
        TableName=LABELS,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "transaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "transaction_id", "AttributeType": "S"}],
    )
    environment = {
        "TRANSACTIONS_TABLE": transactions,
        "FRAUD_SCORES_TABLE": scoring.table,
        "PROFILES_TABLE": scoring.profiles,
        "LABELS_TABLE": LABELS,
        "STRATEGIES_TABLE": STRATEGIES,
        "SCORE_RETENTION_DAYS": "30",
    }
    with import_handler("feedback", environment, logs) as module, pytest.MonkeyPatch.context() as patch:
        made = FeedbackOnAws(module=module, aws=aws, transactions=transactions, scoring=scoring)
        patch.setattr(module, "time", SimpleNamespace(time_ns=lambda: made.now * 1_000_000))
        patch.setattr(module.labeller, "_pause", lambda _: None)
        yield made
