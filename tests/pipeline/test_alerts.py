"""Alerts through the deployed topic: subject, attributes and body, with exact numbers."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fraudctl.demo.inbox import Inbox
from fraudctl.stacks.local_stack import LocalStack
from tests.pipeline.default_score import expected_strategy
from tests.pipeline.other_strategy import scoring_by, strategy_file
from tests.pipeline.stack_calls import post_and_score, score
from tests.pipeline.waiting import eventually

START = 1_767_603_600_000
"""Epoch milliseconds."""

LARGE, MERCHANT = (
    {"reason": "amount_above_10000", "weight": Decimal("0.5")},
    {"reason": "suspicious_merchant", "weight": Decimal("0.4")},
)
WHOLE: dict[str, Any] = {
    "timestamp": START,
    "amount": Decimal("12345678901234567890.123456789012345678"),
    "merchant": "Harbour CRYPTO Exchange",
    "currency": "EUR",
    "customer_id": "C-1",
    "terminal_id": "T-1",
}
"""All the fields that an alert repeats, but for the id."""


@pytest.fixture(scope="module")
def inbox(pipeline: LocalStack) -> Inbox:
    return Inbox(pipeline.target, "whole-alerts")


def exact(alert: dict[str, Any]) -> Any:
    """Return an alert's body with exact numbers."""
    return json.loads(alert["Message"], parse_float=Decimal, parse_int=Decimal)


def attributes(transaction_id: str, score: str, outcome: str) -> dict[str, dict[str, str]]:
    """Return an alert's message attributes."""
    return {
        "transaction_id": {"Type": "String", "Value": transaction_id},
        "fraud_score": {"Type": "Number", "Value": score},
        "outcome": {"Type": "String", "Value": outcome},
    }


def settled(stack: LocalStack, transaction_id: str) -> dict[str, Any] | None:
    """Return the score's row if nothing is left to do for it."""
    row = score(stack, transaction_id)
    return None if "pending" in row else row


def test_an_alert_holds_every_field_and_each_reason_with_the_values_read(pipeline: LocalStack, inbox: Inbox) -> None:
    row = post_and_score(pipeline, [{"transaction_id": "whole", **WHOLE, "metadata": {"channel": "web"}}])["whole"]

    (alert,) = inbox.take_notifications(1)
    assert alert["Subject"] == "Fraud Alert"
    assert alert["MessageAttributes"] == attributes("whole", "0.9", "review")
    body = exact(alert)
    assert body == {
        "transaction_id": "whole",
        **WHOLE,
        "fraud_score": Decimal("0.9"),
        "outcome": "review",
        "reasons": [
            {**LARGE, "values": {"amount": WHOLE["amount"], "currency": "EUR"}},
            {**MERCHANT, "values": {"merchant": WHOLE["merchant"]}},
        ],
        "strategy": expected_strategy(),
        "environment": "pipeline",
    }
    assert {name: row[name] for name in body if name != "environment"} == {
        name: value for name, value in body.items() if name != "environment"
    }


def test_an_alert_leaves_out_what_the_request_did(pipeline: LocalStack, inbox: Inbox) -> None:
    post_and_score(pipeline, [{"transaction_id": "bare", "timestamp": START, "amount": Decimal("10000.01")}])

    (alert,) = inbox.take_notifications(1)
    assert exact(alert) == {
        "transaction_id": "bare",
        "timestamp": START,
        "amount": Decimal("10000.01"),
        "merchant": "unknown",
        "fraud_score": Decimal("0.9"),
        "outcome": "review",
        "reasons": [
            {**LARGE, "values": {"amount": Decimal("10000.01")}},
            {**MERCHANT, "values": {"merchant": "unknown"}},
        ],
        "strategy": expected_strategy(),
        "environment": "pipeline",
    }


def test_an_outcome_alone_alerts_and_its_tags_are_in_row_and_alert(
    pipeline: LocalStack, inbox: Inbox, tmp_path: Path
) -> None:
    file = strategy_file(tmp_path, outcome="decline", tags=["card_testing", "a"])
    with scoring_by(pipeline, {"STRATEGY_FILE": str(file)}):
        post_and_score(pipeline, [{"transaction_id": "tagged", "timestamp": START, "amount": 1}])
        row = eventually(lambda: settled(pipeline, "tagged"), "settled score")

    (alert,) = inbox.take_notifications(1)
    body = exact(alert)
    assert alert["MessageAttributes"] == attributes("tagged", "0", "decline")
    assert (body["fraud_score"], body["outcome"], body["tags"]) == (0, "decline", ["a", "card_testing"])
    assert (row["fraud_score"], row["outcome"], row["tags"]) == (0, "decline", ["a", "card_testing"])
    assert body["strategy"] == row["strategy"]
    assert row["strategy"]["name"] == "mine"
