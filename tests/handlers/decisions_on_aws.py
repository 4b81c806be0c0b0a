"""Decision on an AWS in memory: its tables, and the queue that it shares with Ingestion."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import msgspec
import pytest

from handlers.aws.attributes import from_attributes, to_attributes
from handlers.contract.answers import DecisionAnswer
from handlers.contract.row_image import CLAIM, CLAIM_TIMESTAMP, received_transaction
from handlers.decision.strategy.strategy import Strategy
from tests.answers_in_contract import hold_to_contract
from tests.handlers.functions import FakeLambdaContext, FunctionLogs, captured_event, import_handler, receive_messages
from tests.handlers.ingestion_on_aws import IngestionOnAws, IngestionResponse
from tests.handlers.reviews_table import REVIEWS, make_reviews_table
from tests.handlers.scoring_on_aws import ScoringOnAws
from tests.handlers.strategies_on_aws import STRATEGIES, decide_by

DECISIONS = "fraud-decisions-test"
NOW = 1_795_350_700_500
"""The time of the function, in epoch milliseconds, until a test sets it on."""


@dataclass(frozen=True, kw_only=True)
class DecisionsOnAws:
    """Decision beside Ingestion and Scoring."""

    module: ModuleType
    aws: boto3.Session
    ingestion: IngestionOnAws
    scoring: ScoringOnAws
    clock: SimpleNamespace

    def invoke(self, event: Mapping[str, Any]) -> IngestionResponse:
        """Return the response to an event."""
        raw = self.module.handler(event, FakeLambdaContext())
        assert set(raw) == {"statusCode", "headers", "body"}
        hold_to_contract(raw["statusCode"], raw["body"], DecisionAnswer)
        return IngestionResponse(status=raw["statusCode"], headers=raw["headers"], body=json.loads(raw["body"]))

    def post(self, body: str | Mapping[str, Any], **query: str) -> IngestionResponse:
        """Return the response to a body, which is JSON text or is encoded as JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        event = captured_event("api_request") | {"resource": "/decisions", "path": "/decisions"}
        return self.invoke({**event, "body": text, "queryStringParameters": query or None})

    def redrive(self, message: str) -> IngestionResponse:
        """Return the response to a message of the queue."""
        return self.invoke({"letter": message})

    def decide_by(self, strategy: Strategy) -> None:
        """Let the function decide by another strategy."""
        decide_by(self.module, strategy)
        self.module.strategies.refresh(self.clock.now)

    def put(self, table: str, item: Mapping[str, Any]) -> None:
        """Write an item as another writer does."""
        self.aws.client("dynamodb").put_item(TableName=table, Item=to_attributes(item))

    def table(self, name: str) -> list[dict[str, Any]]:
        """Return the items of a table."""
        return [from_attributes(item) for item in self.aws.client("dynamodb").scan(TableName=name)["Items"]]

    @property
    def claims(self) -> list[dict[str, Any]]:
        """Return the claims on ids."""
        return [each for each in self.table(DECISIONS) if each["key"].startswith("id#")]

    @property
    def attempts(self) -> dict[str, int]:
        """Return the number of ids in each bucket."""
        return {each["key"]: len(each["ids"]) for each in self.table(DECISIONS) if each["key"].startswith("attempts#")}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the transactions in the table."""
        return [row for row in self.table(self.ingestion.table) if row["timestamp"] != CLAIM_TIMESTAMP]

    @property
    def queued(self) -> list[str]:
        """Return the bodies of the messages in the queue."""
        return [each["Body"] for each in receive_messages(self.aws, self.ingestion.queue_url)]

    def score(self) -> None:
        """Let Scoring take all rows, as the stream would bring them."""
        rows = self.aws.client("dynamodb").scan(TableName=self.ingestion.table)["Items"]
        transactions = [received_transaction(row) for row in rows if CLAIM not in row]
        self.scoring.score(*(json.loads(msgspec.json.encode(each)) for each in transactions))


@contextmanager
def decisions_on_aws(
    aws: boto3.Session,
    ingestion: IngestionOnAws,
    scoring: ScoringOnAws,
    logs: FunctionLogs,
    *,
    retention_days: int = 0,
) -> Iterator[DecisionsOnAws]:
    """Yield Decision with an empty table."""
    aws.client("dynamodb").create_table(
        TableName=DECISIONS,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
    )
    make_reviews_table(aws)
    environment = {
        "TRANSACTIONS_TABLE": ingestion.table,
        "DECISIONS_TABLE": DECISIONS,
        "FRAUD_SCORES_TABLE": scoring.table,
        "REVIEWS_TABLE": REVIEWS,
        "PROFILES_TABLE": scoring.profiles,
        "STRATEGIES_TABLE": STRATEGIES,
        "DLQ_URL": ingestion.queue_url,
        "ALERT_THRESHOLD": "0.8",
        "REFUSE_CARD_NUMBERS": "false",
        "TRANSACTION_RETENTION_DAYS": str(retention_days),
        "ANSWER_SECONDS": "3",
    }
    clock = SimpleNamespace(now=NOW)
    with import_handler("decisions", environment, logs) as module, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "time", SimpleNamespace(time_ns=lambda: clock.now * 1_000_000))
        module.strategies.refresh(NOW)
        yield DecisionsOnAws(module=module, aws=aws, ingestion=ingestion, scoring=scoring, clock=clock)
