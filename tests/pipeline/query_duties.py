"""The duties of Queries, as real calls: each table and index that it reads, by what a client asks for."""

import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.stream_entries import TIMESTAMP

numbers = count(1)


class QueryDuties:
    """Each raises AssertionError if it fails."""

    def __init__(self, stack: LocalStack, aws: Clients) -> None:
        self._stack, self._aws = stack, aws

    @property
    def all(self) -> tuple[Callable[[], None], ...]:
        """Return all of them."""
        return self.reads_a_transaction, self.lists_alerts, self.lists_reviews, self.reads_an_entity

    def reads_a_transaction(self) -> None:
        """Read one with its score, its labels and its review, three tables in one call."""
        name = f"read-{next(numbers)}"
        row = {"transaction_id": {"S": name}, "timestamp": {"N": str(TIMESTAMP)}, "amount": {"N": "7"}}
        table = self._stack.target.exports["transactions_table_name"]
        self._aws.dynamodb.put_item(TableName=table, Item={**row, "merchant": {"S": "Bakery"}})
        assert self._answer("/transactions", id=name)["transaction"]["transaction_id"] == name

    def lists_alerts(self) -> None:
        """List alerts, whichever there are."""
        assert isinstance(self._answer("/alerts")["alerts"], list)

    def lists_reviews(self) -> None:
        """List the reviews that wait, whichever there are."""
        assert isinstance(self._answer("/reviews")["reviews"], list)

    def reads_an_entity(self) -> None:
        """Read one of which nothing but lists is known."""
        name = f"C-read-{next(numbers)}"
        item: Any = {"entity": {"S": f"facts#customer#{name}"}, "version": {"N": "1"}, "lists": {"M": {}}}
        self._aws.dynamodb.put_item(TableName=self._stack.target.exports["fraud_profiles_table_name"], Item=item)
        assert self._answer("/entities", kind="customer", id=name)["id"] == name

    def _answer(self, route: str, **query: str) -> Mapping[str, Any]:
        """Return the body of an answer of 200."""
        event = {"resource": route, "headers": {}, "queryStringParameters": query or None}
        function = self._stack.target.exports["queries_function_name"]
        called = self._aws.lambda_.invoke(FunctionName=function, Payload=json.dumps(event).encode())
        answer = json.load(called["Payload"])
        assert "FunctionError" not in called, answer
        assert answer["statusCode"] == 200, answer
        body: Mapping[str, Any] = json.loads(answer["body"])
        return body
