"""The duties of each function, as real calls: a role that lacks a right fails one of them."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

from emulator.clients import Clients
from emulator.streams.role import require_rights
from fraudctl.demo.inbox import Inbox
from fraudctl.stacks.local_stack import LocalStack
from handlers.aws.attributes import to_attributes
from handlers.aws.heartbeat import Heartbeat
from handlers.aws.profile_statements import ProfileWrite
from handlers.aws.profile_store import ProfileStore, WriteResult
from handlers.aws.strategy_table import StrategyTable
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.pointers import PACKAGED
from tests.handlers.strategies import packaged
from tests.pipeline.decision_duties import DecisionDuties
from tests.pipeline.fraud_detector_duties import FraudDetectorDuties
from tests.pipeline.outages import denied
from tests.pipeline.principals import assumed
from tests.pipeline.query_duties import QueryDuties
from tests.pipeline.review_duties import ReviewDuties
from tests.pipeline.stack_calls import messages, post_transaction, scores_now, stored_transactions
from tests.pipeline.stream_entries import TIMESTAMP, new_image, stream_entry

STAGES = ("ingestion", "decision", "processing", "scoring", "feedback", "queries", "fraud_detector")
numbers = count(1)


class Duties:
    """The duties of one stack's functions; each raises if it fails."""

    def __init__(self, stack: LocalStack, aws: Clients) -> None:
        self.stack, self.aws = stack, aws
        self.inbox = Inbox(stack.target, f"{stack.target.exports['scoring_function_name']}-alerts")
        reviews = ReviewDuties(stack, aws, self.role("feedback"))
        self.of: dict[str, Sequence[Callable[[], object]]] = {
            "ingestion": (
                self.stores,
                self.stores_batches,
                self.falls_back_to_its_queue,
                self.falls_back_with_a_batch,
            ),
            "decision": (
                *DecisionDuties(stack, aws, self.role("decision")).all,
                *reviews.of_decision,
                partial(self.reads_strategies, "decision"),
            ),
            "processing": (self.follows_the_stream, self.hands_over, self.dead_letters_invalid_records),
            "scoring": (
                self.scores_and_alerts,
                self.keeps_profiles,
                *reviews.of_scoring,
                partial(self.reads_strategies, "scoring"),
            ),
            "feedback": (self.labels, *reviews.of_feedback, partial(self.reads_strategies, "feedback")),
            "queries": (*QueryDuties(stack, aws).all, partial(self.reads_strategies, "queries")),
            "fraud_detector": FraudDetectorDuties(stack, aws).all,
        }

    def stores(self) -> None:
        name = f"stored-{next(numbers)}"
        assert post_transaction(self.stack, {"transaction_id": name, "amount": 7}).status == 200
        messages(self.stack, "ingestion_queue_url")  # so that a fallback message does not pass for a stored row
        assert stored_transactions(self.stack, name)

    def stores_batches(self) -> None:
        name = f"batched-{next(numbers)}"
        assert self.batch(name) == ["stored"]
        messages(self.stack, "ingestion_queue_url")
        assert stored_transactions(self.stack, name)

    def falls_back_to_its_queue(self) -> None:
        with denied(self.aws.iam, self.role("ingestion"), "dynamodb:*"):
            assert post_transaction(self.stack, {"transaction_id": f"kept-{next(numbers)}"}).status == 200
        (letter,) = messages(self.stack, "ingestion_queue_url")
        assert json.loads(letter["Body"])["request"]["transaction_id"].startswith("kept-")

    def falls_back_with_a_batch(self) -> None:
        names = [f"kept-{next(numbers)}" for _ in range(3)]
        with denied(self.aws.iam, self.role("ingestion"), "dynamodb:*"):
            assert self.batch(*names) == ["stored"] * len(names)
        letters = messages(self.stack, "ingestion_queue_url")
        assert sorted(json.loads(each["Body"])["request"]["transaction_id"] for each in letters) == sorted(names)

    def follows_the_stream(self) -> None:
        (mapping,) = self.stack.deployment.mappings
        require_rights(self.aws.iam, role_arn(self.stack, self.aws, "processing"), mapping)

    def hands_over(self) -> None:
        assert self.failures([stream_entry(new_image(f"handed-{next(numbers)}"))]) == []

    def dead_letters_invalid_records(self) -> None:
        assert self.failures([stream_entry({})]) == []
        (letter,) = messages(self.stack, "processing_queue_url")
        assert json.loads(letter["Body"])["reason"] == "transaction_id: is missing"

    def scores_and_alerts(self) -> None:
        risky: dict[str, Any] = {"transaction_id": f"risky-{next(numbers)}", "timestamp": TIMESTAMP, "amount": "12000"}
        answer = self.invoke("scoring", {"transactions": [{**risky, "merchant": "Crypto Kiosk"}]})
        assert answer == {"received": 1, "scored": 1, "alerts": 1}
        assert scores_now(self.stack, [risky["transaction_id"]])
        assert risky["transaction_id"] in [each["transaction_id"] for each in self.inbox.take(1)]

    def keeps_profiles(self) -> None:
        """Insert a profile, update it, read it, and beat, by the code itself under the role's own rights."""
        entity = f"profile#customer#C-{next(numbers)}"
        with assumed(self.aws, role_arn(self.stack, self.aws, "scoring"), "dynamodb") as client:
            table = self.stack.target.exports["fraud_profiles_table_name"]
            assert Heartbeat(client, table).beat(TIMESTAMP, datetime.now(UTC)) is None
            profiles = ProfileStore(client, table)
            for version in (0, 1):
                assert profiles.write([ProfileWrite(entity, version, b"\x01", TIMESTAMP)]) == WriteResult(set(), {})
            assert profiles.write([ProfileWrite(entity, 1, b"\x02", TIMESTAMP)]).lost == {entity}
            assert profiles.read([entity])[entity].version == 2

    def reads_strategies(self, stage: str) -> None:
        """Read the pointers and a document, by the code itself under the role's own rights."""
        table, strategy = self.stack.target.exports["fraud_strategies_table_name"], packaged()
        document = {"kind": "document", "id": strategy.digest, "document": canonical(strategy.document).decode()}
        self.aws.dynamodb.put_item(TableName=table, Item=to_attributes(document))
        with assumed(self.aws, role_arn(self.stack, self.aws, stage), "dynamodb") as client:
            strategies = StrategyTable(client, table)
            assert strategies.pointers().active == PACKAGED
            assert strategies.document(strategy.digest).digest == strategy.digest

    def labels(self) -> None:
        """Label a transaction, and take the label back: facts are told, then told again."""
        name, tables = f"labelled-{next(numbers)}", self.stack.target.exports
        row = {"transaction_id": {"S": name}, "timestamp": {"N": str(TIMESTAMP)}}
        transaction = {**row, "amount": {"N": "7"}, "merchant": {"S": "Bakery"}, "customer_id": {"S": f"C-{name}"}}
        self.aws.dynamodb.put_item(TableName=tables["fraud_scores_table_name"], Item=row)
        self.aws.dynamodb.put_item(TableName=tables["transactions_table_name"], Item=transaction)
        for label in ("fraud", "legitimate"):
            said = {"transaction_id": name, "label": label, "source": "analyst", "at": TIMESTAMP}
            event = {"resource": "/labels", "headers": {}, "body": json.dumps({"labels": [said]})}
            answer = self.invoke("feedback", event)
            assert [each["status"] for each in json.loads(answer["body"])["results"]] == ["stored"]

    def batch(self, *names: str) -> list[str]:
        """Post these ids in one batch, and return the status of each."""
        body = json.dumps({"transactions": [{"transaction_id": name, "timestamp": TIMESTAMP} for name in names]})
        headers = {"Content-Type": "application/json"}
        answer = self.invoke("ingestion", {"resource": "/transactions/batch", "headers": headers, "body": body})
        assert answer["statusCode"] == 200
        return [each["status"] for each in json.loads(answer["body"])["results"]]

    def failures(self, records: list[dict[str, Any]]) -> list[Any]:
        return list(self.invoke("processing", {"Records": records})["batchItemFailures"])

    def invoke(self, stage: str, event: dict[str, Any]) -> Any:
        name = self.stack.target.exports[f"{stage}_function_name"]
        answer = self.aws.lambda_.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        body = json.load(answer["Payload"])
        assert "FunctionError" not in answer, body
        return body

    def role(self, stage: str) -> str:
        return role_arn(self.stack, self.aws, stage).rpartition("/")[2]


def role_arn(stack: LocalStack, aws: Clients, stage: str) -> str:
    """Return the ARN of the role of the stage's function."""
    name = stack.target.exports[f"{stage}_function_name"]
    return aws.lambda_.get_function_configuration(FunctionName=name)["Role"]
