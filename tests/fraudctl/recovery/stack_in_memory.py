"""A stack in memory: tables and queues of moto, and a Scoring that writes scores; commands run over it."""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import boto3
from typer.testing import CliRunner, Result

from fraudctl.cli import COMMANDS, command_line
from fraudctl.recovery import ReconcileResult, reconcile_scores
from fraudctl.stacks.target import Target
from tests.fraudctl.recovery.scripted_aws import ScriptedFunction, row_image
from tests.handlers.moto_calls import empty_account

TRANSACTIONS, SCORES = "transactions-test", "fraud-scores-test"
RETENTION = timedelta(days=30)


@dataclass
class ScoringInMemory(ScriptedFunction):
    """A Lambda client of a function that has an environment."""

    def get_function_configuration(self, **_: Any) -> Any:
        return {"Environment": {"Variables": {"SCORE_RETENTION_DAYS": str(RETENTION.days)}}}


@dataclass(frozen=True, kw_only=True)
class StackInMemory(Target):
    """A target whose clients are those of moto."""

    made: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str, **_: Any) -> Any:
        return self.made.get(service)

    def store(self, identity: str, age: timedelta, **changes: Any) -> None:
        """Store a transaction that was received so long ago."""
        created_at = (datetime.now(UTC) - age).isoformat(timespec="milliseconds")
        row = {**row_image(identity), "created_at": {"S": created_at}, "metadata": {"M": {}}, **changes}
        self.made["dynamodb"].put_item(TableName=TRANSACTIONS, Item=row)

    def claim(self, identity: str) -> None:
        row = {"transaction_id": {"S": identity}, "timestamp": {"N": "-1"}, "claimed_timestamp": {"N": "7"}}
        self.made["dynamodb"].put_item(TableName=TRANSACTIONS, Item=row)

    def score(self, *identities: str) -> int:
        """Score transactions; return how many of them were not scored before."""
        client, fresh = self.made["dynamodb"], 0
        for each in identities:
            before = client.put_item(TableName=SCORES, Item={"transaction_id": {"S": each}}, ReturnValues="ALL_OLD")
            fresh += "Attributes" not in before
        return fresh

    @property
    def handed_over(self) -> list[str]:
        """Return the ids that Scoring was invoked with, sorted."""
        payloads = self.made["lambda"].invoked
        return sorted(each["transaction_id"] for payload in payloads for each in payload["transactions"])

    @property
    def scored(self) -> list[str]:
        return sorted(item["transaction_id"]["S"] for item in self.made["dynamodb"].scan(TableName=SCORES)["Items"])

    def send(self, stage: str, content: Any) -> None:
        self.made["sqs"].send_message(QueueUrl=self.exports[f"{stage}_queue_url"], MessageBody=json.dumps(content))

    def hold(self, stage: str) -> None:
        """Receive a message as another run does that releases nothing."""
        self.made["sqs"].receive_message(QueueUrl=self.exports[f"{stage}_queue_url"], VisibilityTimeout=900)


@functools.cache
def _client(service: str) -> Any:
    """Return the one client of a service: to make one takes longer than a test's calls."""
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    return session.client(service)  # type: ignore[call-overload]


@contextmanager
def stack_in_memory() -> Iterator[StackInMemory]:
    with empty_account(), patch("fraudctl.recovery.queue.LONG_POLL", 0):  # one server, whose empty answer means empty
        made: dict[str, Any] = {service: _client(service) for service in ("dynamodb", "sqs")}
        keys = [("transaction_id", "HASH", "S"), ("timestamp", "RANGE", "N")]
        for table, schema in ((TRANSACTIONS, keys), (SCORES, keys[:1])):
            made["dynamodb"].create_table(
                TableName=table,
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind, _ in schema],
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": type_} for name, _, type_ in schema],
            )
        stages = ("ingestion", "processing", "scoring")
        urls = {stage: made["sqs"].create_queue(QueueName=f"{stage}-test")["QueueUrl"] for stage in stages}
        exports = {
            "transactions_table_name": TRANSACTIONS,
            "fraud_scores_table_name": SCORES,
            **{f"{stage}_queue_url": url for stage, url in urls.items()},
            **{f"{stage}_function_name": f"{stage}-test" for stage in stages},
        }
        stack = StackInMemory(stack="test", region="us-east-1", exports=exports, made=made)

        def score(payload: Any) -> Any:
            identities = [each["transaction_id"] for each in payload["transactions"]]
            return {"received": len(identities), "scored": stack.score(*identities), "alerts": 0}

        made["lambda"] = ScoringInMemory(score)
        yield stack


def run_command(*arguments: str) -> Result:
    return CliRunner().invoke(command_line(*COMMANDS), arguments)


def reconcile_only(stack: StackInMemory, **options: Any) -> ReconcileResult:
    """Reconcile without asking the queues for reasons."""
    return reconcile_scores(stack, explain=False, **options)
