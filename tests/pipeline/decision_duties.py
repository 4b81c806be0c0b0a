"""The duties of Decision, as real calls through the API; what is decided on less than there is to know is not done."""

import json
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

from emulator.clients import Clients
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.other_strategy import invoke_scoring
from tests.pipeline.outages import denied
from tests.pipeline.stack_calls import ApiAnswer, messages, post_transaction, stored_transactions

DAY = 86_400

READS: dict[str, Any] = {
    "entities": {"card": "metadata.card_token"},
    "when": "card.attempts_10m > 99 or customer.count_1h > 99",
    "weight": 0.1,
}
"""A strategy whose rule reads profiles and attempts: `strategy_file(folder, **READS)`."""

TRIES = 5
"""Decisions of which one has to be made in full: a read has half a second, which a busy machine may take."""

numbers: Iterator[int] = count(1)


class DecisionDuties:
    """The duties of one stack's Decision function; each raises if it fails."""

    def __init__(self, stack: LocalStack, aws: Clients, role: str) -> None:
        self.stack, self.aws, self._role = stack, aws, role
        self.all = (self.decides, self.finds_the_score, self.keeps_in_the_queue)

    def decides(self) -> None:
        """Decide with all that is known, and store the transaction with the decision."""
        self._heartbeat()
        assert any(self._decides_in_full() for _ in range(TRIES))

    def finds_the_score(self) -> None:
        """Answer from the score of a transaction that came by `/transactions`."""
        request = payment("scored")
        del request["metadata"]  # which Processing hands over in a form of its own
        assert post_transaction(self.stack, request).status == 200
        invoke_scoring(self.stack, [{**request, "amount": str(request["amount"])}])
        answers = (self._decision_on(request) for _ in range(TRIES))
        assert any((each.status, each.body.get("duplicate")) == (200, True) for each in answers)

    def keeps_in_the_queue(self) -> None:
        """Answer while no table takes anything, and keep the decision in Ingestion's queue."""
        request = payment("kept")
        with denied(self.aws.iam, self._role, "dynamodb:PutItem"):
            assert self._decision_on(request).status == 200
        kept = [json.loads(letter["Body"]) for letter in messages(self.stack, "ingestion_queue_url")]
        assert [each["request"]["transaction_id"] for each in kept if "decision" in each] == [request["transaction_id"]]

    def _decision_on(self, request: dict[str, Any]) -> ApiAnswer:
        return post_transaction(self.stack, request, endpoint="decisions_endpoint")

    def _decides_in_full(self) -> bool:
        request = payment("decided")
        answer = self._decision_on(request)
        messages(self.stack, "ingestion_queue_url")  # so that a fallback message does not pass for a stored row
        stored = ["decision" in row for row in stored_transactions(self.stack, request["transaction_id"])]
        return (answer.status, "degraded" in answer.body, stored) == (200, False, [True])

    def _heartbeat(self) -> None:
        """Beat as Scoring does, which has nothing to score here."""
        now = time.time_ns()
        item = {
            "entity": {"S": "heartbeat"},
            "at": {"N": str(now // 1_000_000)},
            "expiry": {"N": str(now // 1_000_000_000 + DAY)},
        }
        self.aws.dynamodb.put_item(TableName=self.stack.target.exports["fraud_profiles_table_name"], Item=item)


def payment(name: str) -> dict[str, Any]:
    """Return a request under an id and a card of its own."""
    number = next(numbers)
    return {
        "transaction_id": f"{name}-{number}",
        "timestamp": time.time_ns() // 1_000_000,
        "amount": 7,
        "merchant": "Bakery",
        "customer_id": f"C-{number}",
        "metadata": {"card_token": f"T-{number}"},
    }
