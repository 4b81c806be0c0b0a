"""The duties around reviews, as real calls: opened, worked on, ended by the schedule, and read by a repeat."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import count
from typing import Any

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack
from handlers.aws.attributes import to_attributes
from handlers.decision.review import Review
from handlers.decision.review_item import to_item
from tests.pipeline.outages import denied
from tests.pipeline.stack_calls import post_transaction
from tests.pipeline.stream_entries import TIMESTAMP

ANA = "arn:aws:iam::000000000000:user/ana"
TRIES = 5
"""Answers of which one has to be whole: a read has half a second, which a busy machine may take."""

numbers = count(1)


class ReviewDuties:
    """The duties of Scoring, Feedback and Decision of one stack; each raises AssertionError if it fails."""

    def __init__(self, stack: LocalStack, aws: Clients, feedback_role: str) -> None:
        self._stack, self._aws, self._feedback_role = stack, aws, feedback_role

    @property
    def of_scoring(self) -> tuple[Callable[[], None], ...]:
        """Return those of Scoring."""
        return (self.opens,)

    @property
    def of_feedback(self) -> tuple[Callable[[], None], ...]:
        """Return those of Feedback."""
        return self.decides, self.expires, self.tells_of_a_label_that_is_owed

    @property
    def of_decision(self) -> tuple[Callable[[], None], ...]:
        """Return those of Decision."""
        return (self.reads_what_a_person_decided,)

    def opens(self) -> None:
        """Score a risky transaction: a review is opened, and nothing of its score is owed afterwards."""
        name = f"opened-{next(numbers)}"
        self._score(name)
        assert self._row("fraud_reviews_table_name", name)["status"] == {"S": "open"}
        assert "pending" not in self._row("fraud_scores_table_name", name)

    def decides(self) -> None:
        """Claim and approve: the event is told, and nothing is owed afterwards."""
        name = self._put_review()
        for action in ({"action": "claim"}, {"action": "decide", "outcome": "approve"}):
            assert (
                self._feedback({"resource": "/reviews", "body": json.dumps({"transaction_id": name, **action})}) == 200
            )
        row = self._row("fraud_reviews_table_name", name)
        assert (row["status"], "owed" in row) == ({"S": "approved"}, False)

    def expires(self) -> None:
        """Run the schedule on a review that is over."""
        name = self._put_review()
        self._invoke("feedback", {"schedule": "reviews"})
        row = self._row("fraud_reviews_table_name", name)
        assert (row["status"], "owed" in row) == ({"S": "expired"}, False)

    def tells_of_a_label_that_is_owed(self) -> None:
        """Label while nobody can be told, and have the schedule tell of it afterwards."""
        name, tables = f"owed-{next(numbers)}", self._stack.target.exports
        key = {"transaction_id": {"S": name}}
        row = {**key, "timestamp": {"N": str(TIMESTAMP)}}
        self._aws.dynamodb.put_item(TableName=tables["fraud_scores_table_name"], Item=row)
        transaction = {**row, "amount": {"N": "7"}, "merchant": {"S": "Bakery"}}
        self._aws.dynamodb.put_item(TableName=tables["transactions_table_name"], Item=transaction)
        said = {"transaction_id": name, "label": "fraud", "source": "analyst", "at": TIMESTAMP}
        with denied(self._aws.iam, self._feedback_role, "sns:Publish"):
            assert self._feedback({"resource": "/labels", "body": json.dumps({"labels": [said]})}) == 200
        self._aws.dynamodb.update_item(
            TableName=tables["fraud_labels_table_name"],
            Key=key,
            UpdateExpression="SET owed_at = :then",
            ConditionExpression="attribute_exists(owed_shard)",
            ExpressionAttributeValues={":then": {"N": str(TIMESTAMP)}},
        )
        self._invoke("feedback", {"schedule": "reviews"})
        assert "owed_shard" not in self._row("fraud_labels_table_name", name)

    def reads_what_a_person_decided(self) -> None:
        """Answer a repeat of what was reviewed with what a person decided."""
        name = f"reviewed-{next(numbers)}"
        request = {"transaction_id": name, "timestamp": TIMESTAMP, "amount": 12_000, "merchant": "Crypto Kiosk"}
        assert post_transaction(self._stack, request).status == 200
        self._score(name)
        opened = self._review(name)
        decided = opened.decided(ANA, "decline", TIMESTAMP + 1, None, None)
        self._aws.dynamodb.put_item(
            TableName=self._stack.target.exports["fraud_reviews_table_name"], Item=to_attributes(to_item(decided))
        )
        answers = (post_transaction(self._stack, request, endpoint="decisions_endpoint") for _ in range(TRIES))
        assert any(each.body.get("final_outcome") == "decline" for each in answers)

    def _score(self, name: str) -> None:
        risky = {"transaction_id": name, "timestamp": TIMESTAMP, "amount": "12000", "merchant": "Crypto Kiosk"}
        self._invoke("scoring", {"transactions": [risky]})

    def _put_review(self) -> str:
        """Put a review whose time is over, and return its id."""
        name = f"waiting-{next(numbers)}"
        tables = self._stack.target.exports
        row = {"transaction_id": {"S": name}, "timestamp": {"N": str(TIMESTAMP)}}
        transaction = {**row, "amount": {"N": "7"}, "merchant": {"S": "Bakery"}}
        self._aws.dynamodb.put_item(TableName=tables["transactions_table_name"], Item=transaction)
        self._aws.dynamodb.put_item(
            TableName=tables["fraud_reviews_table_name"], Item=to_attributes(to_item(self._review(name)))
        )
        return name

    @staticmethod
    def _review(name: str) -> Review:
        return Review(
            transaction_id=name,
            timestamp=TIMESTAMP,
            opened_at=TIMESTAMP,
            due=TIMESTAMP + 1,
            told="review",
            outcome="review",
            fraud_score=Decimal("0.9"),
            amount=Decimal(12_000),
            merchant="Crypto Kiosk",
        )

    def _row(self, export: str, name: str) -> Mapping[str, Any]:
        table, key = self._stack.target.exports[export], {"transaction_id": {"S": name}}
        found = self._aws.dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)
        assert "Item" in found, f"no {name} in {table}"
        return found["Item"]

    def _feedback(self, event: Mapping[str, Any]) -> int:
        """Return the status of the answer to Ana."""
        who = {"requestContext": {"identity": {"userArn": ANA}}}
        return int(self._invoke("feedback", {"headers": {}, **who, **event})["statusCode"])

    def _invoke(self, stage: str, event: Mapping[str, Any]) -> Any:
        name = self._stack.target.exports[f"{stage}_function_name"]
        answer = self._aws.lambda_.invoke(FunctionName=name, Payload=json.dumps(event).encode())
        body = json.load(answer["Payload"])
        assert "FunctionError" not in answer, body
        return body
