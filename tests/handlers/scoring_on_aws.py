"""Scoring on an AWS in memory: its table, its topic, and a subscriber to the topic."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from handlers.aws.attributes import from_attributes
from handlers.decision.strategy.strategy import Strategy
from tests.handlers.functions import FakeLambdaContext, receive_messages
from tests.handlers.reviews_table import REVIEWS
from tests.handlers.strategies_on_aws import decide_by


@dataclass(frozen=True, kw_only=True)
class ScoringOnAws:
    """Scoring, its table and its subscriber."""

    module: Any
    aws: boto3.Session
    table: str
    profiles: str
    inbox: str
    events_inbox: str

    def score(self, *transactions: Mapping[str, Any]) -> Mapping[str, int]:
        """Invoke the function with these transactions."""
        summary: Mapping[str, int] = self.module.handler({"transactions": list(transactions)}, FakeLambdaContext())
        return summary

    def decide_by(self, strategy: Strategy) -> None:
        """Have the function decide by a strategy from now on."""
        decide_by(self.module, strategy)

    @property
    def items(self) -> dict[str, dict[str, Any]]:
        """Return the rows of the scores table, by transaction id."""
        rows = [from_attributes(row) for row in self.aws.client("dynamodb").scan(TableName=self.table)["Items"]]
        return {row["transaction_id"]: row for row in rows}

    def alerts(self) -> list[dict[str, Any]]:
        """Return the alerts since the last call, as SNS puts them into a queue."""
        return self._messages(self.inbox)

    def events(self) -> list[dict[str, Any]]:
        """Return the events since the last call, as their subscribers read them."""
        return [json.loads(each["Message"]) for each in self._messages(self.events_inbox)]

    @property
    def reviews(self) -> dict[str, dict[str, Any]]:
        """Return the rows of the reviews table, by transaction id."""
        rows = [from_attributes(row) for row in self.aws.client("dynamodb").scan(TableName=REVIEWS)["Items"]]
        return {row["transaction_id"]: row for row in rows}

    def _messages(self, inbox: str) -> list[dict[str, Any]]:
        client, found = self.aws.client("sqs"), list[dict[str, Any]]()
        while messages := receive_messages(self.aws, inbox):
            for message in messages:
                found.append(json.loads(message["Body"]))
                client.delete_message(QueueUrl=inbox, ReceiptHandle=message["ReceiptHandle"])
        return found


def scored_transaction(number: int, amount: str = "12.50", merchant: str = "Corner Bakery") -> dict[str, Any]:
    """Return a transaction as Processing hands it over."""
    return {"transaction_id": f"tx-{number}", "timestamp": 1_795_350_615_123, "amount": amount, "merchant": merchant}


def risky_transaction(number: int) -> dict[str, Any]:
    """Return a transaction that scores 0.9."""
    return scored_transaction(number, "10000.01", "Crypto Kingdom")
