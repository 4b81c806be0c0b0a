"""Ingestion on an AWS in memory: its table and its queue."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import boto3

from handlers.aws.attributes import from_attributes
from handlers.contract.answers import BatchAnswer, StoredAnswer
from handlers.contract.row_image import CLAIM_TIMESTAMP
from tests.answers_in_contract import hold_to_contract
from tests.handlers.functions import FakeLambdaContext, captured_event, receive_messages


def ingestion_environment(table: str, queue_url: str) -> dict[str, str]:
    """Return the environment of the function, in a stack with the default config."""
    return {
        "TRANSACTIONS_TABLE": table,
        "DLQ_URL": queue_url,
        "REFUSE_CARD_NUMBERS": "false",
        "TRANSACTION_RETENTION_DAYS": "0",
    }


@dataclass(frozen=True, kw_only=True)
class IngestionResponse:
    """A response of Ingestion."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class IngestionOnAws:
    """Ingestion, its table and its queue."""

    module: ModuleType
    aws: boto3.Session
    table: str
    queue_url: str

    def invoke(self, proxy_event: Mapping[str, Any]) -> IngestionResponse:
        """Return the response to an event."""
        raw = self.module.handler(proxy_event, FakeLambdaContext())
        assert set(raw) == {"statusCode", "headers", "body"}
        batch = proxy_event.get("resource") == "/transactions/batch"
        hold_to_contract(raw["statusCode"], raw["body"], BatchAnswer if batch else StoredAnswer)
        return IngestionResponse(status=raw["statusCode"], headers=raw["headers"], body=json.loads(raw["body"]))

    def post(self, body: str | Mapping[str, Any]) -> IngestionResponse:
        """Return the response to a body, which is JSON text or is encoded as JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        return self.invoke({**captured_event("api_request"), "body": text})

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return all rows of the table, claims too."""
        found = self.aws.client("dynamodb").scan(TableName=self.table)["Items"]
        return [from_attributes(attributes) for attributes in found]

    @property
    def items(self) -> list[dict[str, Any]]:
        """Return the transactions in the table."""
        return [row for row in self.rows if row["timestamp"] != CLAIM_TIMESTAMP]

    @property
    def queued_messages(self) -> list[Any]:
        """Return the messages in the queue, as SQS gives them."""
        return receive_messages(self.aws, self.queue_url)
